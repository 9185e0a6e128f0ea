package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.fake.MemoryLeaseRecord;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rounds of an election one by one, with the steady clock in the test's hand. */
class ContestedLeadershipTest {
    private static final Duration LEASE = Duration.ofSeconds(15);

    private long nanos = 1_000;
    private final MemoryLeaseRecord memory = new MemoryLeaseRecord();
    private final Way way = new Way(memory.way());
    private final ContestedLeadership one = new ContestedLeadership(way, "one", LEASE, () -> nanos);
    private final ContestedLeadership two = new ContestedLeadership(memory.way(), "two", LEASE, () -> nanos);

    /** A request may take its time, before it arrives and before its answer does; or it may end in a bug. */
    private final class Way implements LeaseRecord {
        private final LeaseRecord inner;
        private Duration before = Duration.ZERO;
        private Duration after = Duration.ZERO;
        private boolean broken;

        Way(LeaseRecord inner) {
            this.inner = inner;
        }

        @Override
        public Reading read(Duration timeout) {
            if (broken) {
                throw new IllegalStateException("a bug of the adapter");
            }
            return inner.read(timeout);
        }

        @Override
        public Writing write(Held next, String from, Duration timeout) {
            assertThat(timeout).isLessThanOrEqualTo(LEASE.dividedBy(5));
            pass(before);
            Writing answer = inner.write(next, from, timeout);
            pass(after);
            return answer;
        }

        @Override
        public String toString() {
            return inner.toString();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void free() {
        memory.put(new LeaseRecord.Held("", 40, LEASE, 1));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private long fence(ContestedLeadership who) {
        return who.lease().map(Leadership.Lease::fence).orElse(0L);
    }

    private Duration left(ContestedLeadership who) {
        return who.lease().map(Leadership.Lease::left).orElse(Duration.ZERO);
    }

    @Test
    void a_free_lease_is_taken_with_the_next_fence_and_renewed_every_fifth_of_it() {
        Duration pause = one.round();
        assertThat(fence(one)).isEqualTo(41);
        assertThat(pause).isEqualTo(Duration.ofSeconds(3));
        pass(pause);
        one.round();
        assertThat(fence(one)).isEqualTo(41);
        assertThat(left(one)).isEqualTo(Duration.ofMillis(14_850));
    }

    @Test
    void what_is_left_counts_from_before_the_request_was_sent() {
        one.round();
        way.before = Duration.ofSeconds(1);
        way.after = Duration.ofSeconds(1);
        one.round();
        assertThat(left(one)).isEqualTo(Duration.ofMillis(12_850));
    }

    @Test
    void a_lost_renewal_lengthens_nothing_and_the_next_one_does() {
        one.round();
        pass(Duration.ofSeconds(3));
        memory.next(MemoryLeaseRecord.Fault.LOST);
        Duration soon = one.round();
        assertThat(left(one)).isEqualTo(Duration.ofMillis(11_850));
        assertThat(soon).isLessThan(Duration.ofSeconds(1));
        assertThat(one.seen().sentence()).contains("cannot be renewed", "11850 ms", "no answer");
        assertThat(one.seen().leader()).contains("one");
        one.round();
        assertThat(left(one)).isEqualTo(Duration.ofMillis(14_850));
        assertThat(fence(one)).isEqualTo(41);
    }

    @Test
    void a_renewal_whose_answer_was_lost_is_known_again_as_ours() {
        one.round();
        pass(Duration.ofSeconds(3));
        memory.next(MemoryLeaseRecord.Fault.ANSWER_LOST);
        one.round();
        assertThat(left(one)).isEqualTo(Duration.ofMillis(11_850));
        one.round();
        assertThat(fence(one)).isEqualTo(41);
        assertThat(left(one)).isEqualTo(Duration.ofMillis(14_850));
    }

    @Test
    void a_taking_whose_answer_was_lost_counts_for_nobody_and_costs_a_fence() {
        memory.next(MemoryLeaseRecord.Fault.ANSWER_LOST);
        one.round();
        assertThat(one.lease()).isEmpty();
        one.round();
        assertThat(fence(one)).isEqualTo(42);
    }

    @Test
    void a_fence_that_was_lost_is_not_held_again_even_when_nobody_took_the_lease() {
        one.round();
        pass(LEASE);
        assertThat(one.lease()).isEmpty();
        one.round();
        assertThat(fence(one)).isEqualTo(42);
    }

    @Test
    void a_renewal_that_is_answered_after_the_end_of_the_lease_brings_it_not_back() {
        one.round();
        pass(Duration.ofSeconds(14));
        way.after = Duration.ofSeconds(2);
        one.round();
        assertThat(one.lease()).isEmpty();
        way.after = Duration.ZERO;
        one.round();
        assertThat(fence(one)).isEqualTo(42);
    }

    @Test
    void who_waits_counts_from_when_it_saw_the_renewal_and_who_leads_from_before_he_sent_it() {
        one.round();
        way.before = Duration.ofSeconds(2);
        one.round();
        Duration leads = left(one);
        assertThat(two.round()).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(two.seen().leader()).contains("one");
        pass(leads);
        assertThat(one.lease()).isEmpty();
        two.round();
        assertThat(two.lease()).isEmpty();
        // Two seconds for the way there, and a hundredth for clocks that run apart.
        pass(LEASE.minus(leads).minusNanos(1));
        assertThat(two.round()).isEqualTo(Duration.ofNanos(1));
        assertThat(two.lease()).isEmpty();
        pass(Duration.ofNanos(1));
        two.round();
        assertThat(fence(two)).isEqualTo(42);
        one.round();
        assertThat(one.lease()).isEmpty();
        assertThat(one.seen().leader()).contains("two");
    }

    @Test
    void who_stood_still_for_an_hour_waits_anew_when_the_lease_was_renewed_meanwhile() {
        one.round();
        two.round();
        pass(Duration.ofHours(1));
        one.round();
        two.round();
        assertThat(two.lease()).isEmpty();
        assertThat(fence(one)).isEqualTo(42);
    }

    @Test
    void an_older_record_that_was_brought_back_ends_the_lease_and_starts_above_every_fence_known() {
        one.round();
        one.raiseAbove(90);
        one.round();
        assertThat(fence(one)).isEqualTo(91);
        memory.put(new LeaseRecord.Held("three/1", 12, LEASE, 5));
        one.round();
        assertThat(one.lease()).isEmpty();
        pass(LEASE);
        one.round();
        assertThat(fence(one)).isEqualTo(92);
    }

    @Test
    void where_nothing_is_held_a_lease_passes_first_and_its_present_holder_puts_it_back() {
        one.round();
        two.round();
        memory.lose();
        two.round();
        assertThat(two.lease()).isEmpty();
        assertThat(memory.held().map(LeaseRecord.Held::identity)).contains("nobody");
        one.round();
        assertThat(fence(one)).isEqualTo(42);
        assertThat(two.lease()).isEmpty();
    }

    @Test
    void nobodys_lease_runs_out_like_any_other() {
        memory.lose();
        two.round();
        assertThat(two.seen().leader()).isEmpty();
        two.round();
        pass(LEASE.minusNanos(1));
        two.round();
        assertThat(two.lease()).isEmpty();
        pass(Duration.ofNanos(1));
        two.round();
        assertThat(fence(two)).isEqualTo(1);
    }

    @Test
    void raising_waits_for_the_records_word_and_the_old_fence_counts_meanwhile() {
        one.round();
        assertThat(one.raiseAbove(70)).isEmpty();
        assertThat(fence(one)).isEqualTo(41);
        one.round();
        assertThat(one.raiseAbove(70).map(Leadership.Lease::fence)).contains(71L);
        assertThat(memory.held().map(LeaseRecord.Held::fence)).contains(71L);
        memory.next(MemoryLeaseRecord.Fault.ANSWER_LOST);
        one.raiseAbove(80);
        one.round();
        one.round();
        assertThat(fence(one)).isEqualTo(81);
    }

    @Test
    void a_bug_of_an_adapter_is_told_and_ends_no_election() {
        way.broken = true;
        one.round();
        assertThat(one.seen().sentence()).contains("a bug of the adapter", "does not");
        way.broken = false;
        one.round();
        assertThat(fence(one)).isEqualTo(41);
    }

    @Test
    void who_ends_gives_back_what_is_his_and_leaves_alone_what_is_not() {
        one.round();
        two.round();
        two.close();
        assertThat(memory.held().map(LeaseRecord.Held::identity)).contains("one");
        one.close();
        assertThat(one.lease()).isEmpty();
        assertThat(memory.held()).hasValueSatisfying(held -> {
            assertThat(held.free()).isTrue();
            assertThat(held.fence()).isEqualTo(41);
        });
    }
}
