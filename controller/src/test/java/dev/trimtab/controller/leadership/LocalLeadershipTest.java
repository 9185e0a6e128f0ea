package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trimtab.contract.LeadershipContract;
import dev.trimtab.core.port.Leadership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock on a file: who cannot take it is started again until he can, as a supervisor does. */
class LocalLeadershipTest extends LeadershipContract {
    private static final Duration LEASE = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    @Override
    protected Arena arena() {
        return new Locked(folder.resolve("fence"));
    }

    @Test
    void a_second_controller_is_refused_with_a_sentence() throws IOException {
        Path fence = folder.resolve("lock");
        try (LocalLeadership first = LocalLeadership.take(fence, "one", LEASE)) {
            assertThatThrownBy(() -> LocalLeadership.take(fence, "two", LEASE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another controller")
                    .hasMessageContaining(fence.toString());
            assertThat(first.lease()).isPresent();
        }
    }

    @Test
    void a_file_that_holds_no_fence_is_named_and_left_alone() throws IOException {
        Path fence = Files.writeString(folder.resolve("odd"), "not a number");
        assertThatThrownBy(() -> LocalLeadership.take(fence, "one", LEASE))
                .hasMessageContaining(fence.toString())
                .hasMessageContaining("not a number");
        assertThat(fence).hasContent("not a number");
    }

    private record Locked(Path fence) implements Arena {
        @Override
        public Contender join(String identity) {
            return new Supervised(identity, fence);
        }

        @Override
        public boolean runsOut() {
            return false;
        }

        @Override
        public Duration lease() {
            return LEASE;
        }

        @Override
        public void until(String what, BooleanSupplier condition) {
            await(what).atMost(Duration.ofSeconds(60)).until(condition::getAsBoolean);
        }

        @Override
        public void loseRecord() {
            try {
                Files.deleteIfExists(fence);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** A lock knows no time. */
        @Override
        public void jumpClocks(Duration by) {}

        @Override
        public void close() {}
    }

    /** Its lock is the process's: there is nothing to be cut off from, and nothing to stand still in. */
    private static final class Supervised implements Contender, Leadership {
        private final String identity;
        private final Path fence;
        private Optional<LocalLeadership> running = Optional.empty();
        private boolean ended;

        Supervised(String identity, Path fence) {
            this.identity = identity;
            this.fence = fence;
        }

        private Optional<LocalLeadership> running() {
            if (running.isEmpty() && !ended) {
                try {
                    running = Optional.of(LocalLeadership.take(fence, identity, LEASE));
                } catch (IOException refused) {
                    assertThat(refused).hasMessageContaining("another controller");
                }
            }
            return running;
        }

        @Override
        public Leadership leadership() {
            return this;
        }

        @Override
        public Optional<Lease> lease() {
            return running().flatMap(LocalLeadership::lease);
        }

        @Override
        public Optional<Lease> raiseAbove(long found) {
            return running().flatMap(held -> held.raiseAbove(found));
        }

        @Override
        public Sight seen() {
            return running().map(LocalLeadership::seen).orElse(Sight.NONE);
        }

        @Override
        public void close() {
            ended = true;
            running.ifPresent(LocalLeadership::close);
        }

        @Override
        public void kill() {
            close();
        }

        @Override
        public void cutOff() {}

        @Override
        public void reconnect() {}

        @Override
        public void stall(Stall where) {}

        @Override
        public void wake() {}
    }
}
