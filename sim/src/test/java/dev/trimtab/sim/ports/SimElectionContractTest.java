package dev.trimtab.sim.ports;

import dev.trimtab.contract.LeadershipContract;
import dev.trimtab.core.port.Leadership;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The simulator's election keeps what real ones keep. */
class SimElectionContractTest extends LeadershipContract {
    @Override
    protected Arena arena() {
        return new Simulated();
    }

    private static final class Simulated implements Arena {
        private final SimElection election = new SimElection();
        private final List<Runner> living = new ArrayList<>();
        private Instant now = Instant.parse("2026-11-25T10:00:00Z");
        private int number;

        @Override
        public Contender join(String identity) {
            Runner process = new Runner(identity, number++);
            living.add(process);
            return process;
        }

        @Override
        public boolean runsOut() {
            return true;
        }

        @Override
        public Duration lease() {
            return SimElection.LEASE;
        }

        @Override
        public void until(String what, BooleanSupplier condition) {
            for (int step = 0; step < 1_000; step++) {
                if (condition.getAsBoolean()) {
                    return;
                }
                living.forEach(Runner::renew);
                now = now.plusMillis(100);
            }
            throw new AssertionError("not within 100 s: " + what);
        }

        @Override
        public void loseRecord() {
            election.forget(now);
        }

        /** There is one time in a simulation, and leases go by it. */
        @Override
        public void jumpClocks(Duration by) {}

        @Override
        public void close() {}

        private final class Runner implements Contender {
            private final String id;
            private final Leadership leadership;
            private boolean silent;

            Runner(String identity, int number) {
                // Each is known by its own name: a process that starts anew is another contender.
                this.id = identity + (number == 0 || !identity.equals("same-name") ? "" : number);
                this.leadership = election.of(id, () -> now);
            }

            void renew() {
                if (!silent) {
                    election.renew(id, now);
                }
            }

            @Override
            public Leadership leadership() {
                return new Leaving(this, leadership);
            }

            @Override
            public void kill() {
                silent = true;
                living.remove(this);
            }

            @Override
            public void cutOff() {
                silent = true;
            }

            @Override
            public void reconnect() {
                silent = false;
            }

            @Override
            public void stall(Stall where) {
                silent = true;
            }

            @Override
            public void wake() {
                silent = false;
            }
        }

        /** Who closes does not compete any more. */
        private record Leaving(Runner process, Leadership inner) implements Leadership {
            @Override
            public Optional<Lease> lease() {
                return inner.lease();
            }

            @Override
            public Optional<Lease> raiseAbove(long fence) {
                return inner.raiseAbove(fence);
            }

            @Override
            public Sight seen() {
                return inner.seen();
            }

            @Override
            public void close() {
                process.kill();
                inner.close();
            }
        }
    }
}
