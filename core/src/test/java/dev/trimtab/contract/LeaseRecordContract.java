package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.port.LeaseRecord.Held;
import dev.trimtab.core.port.LeaseRecord.Reading;
import dev.trimtab.core.port.LeaseRecord.Writing;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link LeaseRecord} keeps: one state, seen by all, and only replaced by who saw it. */
public abstract class LeaseRecordContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Held FIRST = new Held("host-1.example/4f2a", 7, Duration.ofSeconds(15), 1);
    private static final Held SECOND = new Held("host-2.example/9b", 8, Duration.ofSeconds(15), 2);

    /** A way to the record of this test; each call is another process. */
    protected abstract LeaseRecord way();

    /** Nobody has held it, or whoever did gave it back. */
    private static Reading.Found unheld(LeaseRecord way) {
        Reading.Found found = read(way);
        assertThat(found.held().filter(held -> !held.free())).isEmpty();
        return found;
    }

    private static Reading.Found read(LeaseRecord way) {
        Reading reading = way.read(TIMEOUT);
        assertThat(reading).isInstanceOf(Reading.Found.class);
        return (Reading.Found) reading;
    }

    private static String written(Writing writing) {
        assertThat(writing).isInstanceOf(Writing.Written.class);
        return ((Writing.Written) writing).version();
    }

    @Test
    void what_is_written_is_read_by_everybody_as_it_was_written() {
        try (LeaseRecord one = way();
                LeaseRecord two = way()) {
            String version = written(one.write(FIRST, unheld(one).version(), TIMEOUT));
            assertThat(read(two)).isEqualTo(new Reading.Found(Optional.of(FIRST), version));
            assertThat(read(one)).isEqualTo(read(two));
        }
    }

    @Test
    void of_two_who_saw_the_same_one_writes() {
        try (LeaseRecord one = way();
                LeaseRecord two = way()) {
            String seen = unheld(one).version();
            String version = written(one.write(FIRST, seen, TIMEOUT));
            assertThat(two.write(SECOND, seen, TIMEOUT)).isInstanceOf(Writing.Conflict.class);
            assertThat(read(two).held()).contains(FIRST);
            assertThat(one.write(SECOND, LeaseRecord.ABSENT, TIMEOUT)).isInstanceOf(Writing.Conflict.class);
            // A renewal goes over what was written without another reading.
            Held renewed = new Held(FIRST.holder(), 7, FIRST.lease(), 2);
            String next = written(one.write(renewed, version, TIMEOUT));
            assertThat(next).isNotEqualTo(version);
            assertThat(one.write(renewed, version, TIMEOUT)).isInstanceOf(Writing.Conflict.class);
            assertThat(read(two)).isEqualTo(new Reading.Found(Optional.of(renewed), next));
        }
    }

    @Test
    void a_lease_that_is_given_back_keeps_its_fence() {
        try (LeaseRecord one = way()) {
            String version = written(one.write(FIRST, unheld(one).version(), TIMEOUT));
            Held free = new Held("", 7, FIRST.lease(), 2);
            written(one.write(free, version, TIMEOUT));
            assertThat(read(one).held()).contains(free);
            assertThat(read(one).held().orElseThrow().free()).isTrue();
        }
    }

    @Test
    void large_numbers_and_long_names_come_back_whole() {
        try (LeaseRecord one = way()) {
            Held large = new Held(
                    "n".repeat(100) + "/0123456789abcdef",
                    999_999_999_999_999_998L,
                    Duration.ofMinutes(1),
                    123_456_789_012L);
            written(one.write(large, unheld(one).version(), TIMEOUT));
            assertThat(read(one).held()).contains(large);
        }
    }
}
