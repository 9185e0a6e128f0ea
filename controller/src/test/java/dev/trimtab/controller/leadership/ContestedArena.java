package dev.trimtab.controller.leadership;

import static org.awaitility.Awaitility.await;

import dev.trimtab.contract.LeadershipContract;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.LeaseRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Contenders with threads of their own over some record, in real time. */
abstract class ContestedArena implements LeadershipContract.Arena {
    static final Duration LEASE = Duration.ofSeconds(2);

    /** A way of its own for one more process. */
    abstract LeaseRecord way();

    @Override
    public LeadershipContract.Contender join(String identity) {
        return new Contender(identity, new TroubledRecord(way()));
    }

    @Override
    public boolean runsOut() {
        return true;
    }

    @Override
    public Duration lease() {
        return LEASE;
    }

    @Override
    public void until(String what, BooleanSupplier condition) {
        await(what)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(condition::getAsBoolean);
    }

    @Override
    public void close() {}

    private static final class Contender implements LeadershipContract.Contender {
        private final TroubledRecord way;
        private final ContestedLeadership leadership;
        private final AtomicBoolean dead = new AtomicBoolean();

        Contender(String identity, TroubledRecord way) {
            this.way = way;
            LongSupplier nanos = new SteadyTime();
            this.leadership = new ContestedLeadership(way, identity, LEASE, nanos);
            leadership.start();
        }

        @Override
        public Leadership leadership() {
            return leadership;
        }

        @Override
        public void kill() {
            // A dead process sends nothing: not even the word that it gives the lease back.
            dead.set(true);
            way.cut(true);
        }

        @Override
        public void cutOff() {
            way.cut(true);
        }

        @Override
        public void reconnect() {
            way.cut(dead.get());
        }

        @Override
        public void stall(LeadershipContract.Stall where) {
            way.stall(Optional.of(where));
        }

        @Override
        public void wake() {
            way.stall(Optional.empty());
        }
    }
}
