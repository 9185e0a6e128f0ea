package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.port.Leadership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Leadership} keeps, whatever happens to processes, clocks and the way to the place where they compete. In
 * each test, all the time: no two hold a valid lease at once, and no fence comes back or goes to another.
 */
public abstract class LeadershipContract {
    /** Where contenders meet. */
    public interface Arena extends AutoCloseable {
        /** A new process. */
        Contender join(String identity);

        /** Whether a lease that nobody renews goes to another while its holder lives. */
        boolean runsOut();

        /** Longer than any lease here. */
        Duration lease();

        /** Lets time pass until the condition holds. */
        void until(String what, BooleanSupplier condition);

        /** What remembers the last fence is gone. */
        void loseRecord();

        /** Every clock that is set by somebody jumps. */
        void jumpClocks(Duration by);

        @Override
        void close();
    }

    /** Where a process stands still. */
    public enum Stall {
        BEFORE_SENDING,
        BEFORE_HEARING
    }

    /** One process. */
    public interface Contender {
        Leadership leadership();

        /** Ends without giving the lease back; what it believed can still be asked. */
        void kill();

        void cutOff();

        void reconnect();

        /** Its renewals stand still. */
        void stall(Stall where);

        void wake();
    }

    private record Named(String identity, Contender contender) {}

    private Arena arena;
    private final List<Named> all = new ArrayList<>();
    /** Every fence that was seen held, with its holder; the newest last. */
    private final List<String> terms = new ArrayList<>();

    private long highest;
    private boolean recordLost;

    protected abstract Arena arena();

    @BeforeEach
    void open() {
        arena = arena();
    }

    @AfterEach
    void close() {
        all.forEach(named -> {
            named.contender().wake();
            named.contender().reconnect();
            named.contender().leadership().close();
        });
        arena.close();
    }

    @Test
    void one_of_three_leads_and_the_others_know_it() {
        join("one", "two", "three");
        Named leader = leads();
        for (Named other : all) {
            until(
                    other.identity() + " knows who leads",
                    () -> other.equals(leader)
                            || !arena.runsOut()
                            || other.contender().leadership().seen().leader().equals(Optional.of(leader.identity())));
        }
        Leadership.Sight own = leader.contender().leadership().seen();
        assertThat(own.leader()).contains(leader.identity());
        assertThat(own.fence()).isEqualTo(fenceOf(leader).orElseThrow());
        assertThat(own.sentence()).contains(leader.identity(), "fence " + own.fence());
        assertThat(leader.contender().leadership().lease().orElseThrow().left()).isLessThanOrEqualTo(arena.lease());
    }

    @Test
    void when_the_leader_is_killed_another_takes_over_with_a_higher_fence() {
        join("one", "two", "three");
        Named leader = leads();
        long before = fenceOf(leader).orElseThrow();
        leader.contender().kill();
        Named next = leadsOtherThan(leader);
        assertThat(fenceOf(next).orElseThrow()).isGreaterThan(before);
    }

    @Test
    void a_lease_that_is_given_back_is_lost_at_once_and_taken_by_another() {
        join("one", "two");
        Named leader = leads();
        long before = fenceOf(leader).orElseThrow();
        leader.contender().leadership().close();
        assertThat(leader.contender().leadership().lease()).isEmpty();
        Named next = leadsOtherThan(leader);
        assertThat(fenceOf(next).orElseThrow()).isGreaterThan(before);
    }

    @Test
    void fences_grow_over_every_restart_and_every_crash() {
        long last = 0;
        for (int life = 0; life < 4; life++) {
            Named process = join("same-name");
            until("the new process leads", () -> fenceOf(process).isPresent());
            assertThat(fenceOf(process).orElseThrow()).isGreaterThan(last);
            last = fenceOf(process).orElseThrow();
            if (life % 2 == 0) {
                process.contender().leadership().close();
            } else {
                process.contender().kill();
            }
        }
    }

    @Test
    void a_fence_is_raised_above_what_was_found_in_a_mark_and_stays_there() {
        join("one", "two");
        Named leader = leads();
        Leadership leadership = leader.contender().leadership();
        until(
                "the fence is above 1000",
                () -> leadership
                        .raiseAbove(1_000)
                        .filter(held -> held.fence() > 1_000)
                        .isPresent());
        long raised = fenceOf(leader).orElseThrow();
        assertThat(raised).isGreaterThan(1_000);
        assertThat(leadership.raiseAbove(5).map(Leadership.Lease::fence)).contains(raised);
        leader.contender().kill();
        Named next = leadsOtherThan(leader);
        assertThat(fenceOf(next).orElseThrow()).isGreaterThan(raised);
    }

    @Test
    void who_does_not_lead_raises_nothing() {
        join("one", "two");
        Named leader = leads();
        long before = fenceOf(leader).orElseThrow();
        all.stream()
                .filter(other -> !other.equals(leader))
                .forEach(other -> assertThat(other.contender().leadership().raiseAbove(before + 500))
                        .isEmpty());
        leader.contender().leadership().close();
        Named next = leadsOtherThan(leader);
        assertThat(fenceOf(next).orElseThrow()).isBetween(before + 1, before + 499);
    }

    @Test
    void who_cannot_renew_loses_the_lease_before_another_wins_it() {
        join("one", "two");
        Named leader = leads();
        long before = fenceOf(leader).orElseThrow();
        leader.contender().cutOff();
        if (arena.runsOut()) {
            Named next = leadsOtherThan(leader);
            assertThat(fenceOf(next).orElseThrow()).isGreaterThan(before);
            assertThat(leader.contender().leadership().lease()).isEmpty();
            assertThat(leader.contender().leadership().seen().sentence()).isNotBlank();
            leader.contender().reconnect();
            until(
                    "the old leader knows the new one",
                    () -> leader.contender().leadership().seen().leader().equals(Optional.of(next.identity())));
        } else {
            assertThat(fenceOf(leader)).contains(before);
        }
    }

    @Test
    void a_renewal_that_stands_still_longer_than_the_lease_brings_nothing_back() {
        for (Stall where : Stall.values()) {
            Named leader = all.isEmpty() ? first() : leads();
            long before = fenceOf(leader).orElseThrow();
            leader.contender().stall(where);
            if (arena.runsOut()) {
                leadsOtherThan(leader);
                leader.contender().wake();
                until(
                        "the woken one knows who leads",
                        () -> leader.contender().leadership().seen().fence() > before);
                assertThat(fenceOf(leader).filter(fence -> fence <= before)).isEmpty();
            } else {
                leader.contender().wake();
                assertThat(fenceOf(leader)).contains(before);
            }
        }
    }

    private Named first() {
        join("one", "two");
        return leads();
    }

    @Test
    void clocks_that_jump_end_no_lease_and_lengthen_none() {
        join("one", "two");
        Named leader = leads();
        long before = fenceOf(leader).orElseThrow();
        for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-2))) {
            arena.jumpClocks(jump);
            Optional<Leadership.Lease> held = leader.contender().leadership().lease();
            assertThat(held.map(Leadership.Lease::left).orElse(Duration.ZERO)).isLessThanOrEqualTo(arena.lease());
            until("somebody leads after a jump", () -> leader().isPresent());
        }
        Named present = leads();
        present.contender().kill();
        Named next = leadsOtherThan(present);
        assertThat(fenceOf(next).orElseThrow()).isGreaterThan(before);
    }

    @Test
    void when_the_record_of_fences_is_lost_one_leads_again_and_is_raised_above_the_marks() {
        join("one", "two");
        Named leader = leads();
        Leadership leadership = leader.contender().leadership();
        until(
                "the fence is above 70",
                () -> leadership
                        .raiseAbove(70)
                        .filter(held -> held.fence() > 70)
                        .isPresent());
        leader.contender().kill();
        arena.loseRecord();
        // Fences begin anew, so one of before may come back: what its marks say is what raises it.
        recordLost = true;
        Named next = leadsOtherThan(leader);
        until(
                "the new fence is above every mark",
                () -> next.contender()
                        .leadership()
                        .raiseAbove(71)
                        .filter(held -> held.fence() > 71)
                        .isPresent());
    }

    // ---- what is watched all the time ----

    private void join(String first, String... more) {
        join(first);
        for (String identity : more) {
            join(identity);
        }
    }

    private Named join(String identity) {
        Named named = new Named(identity, arena.join(identity));
        all.add(named);
        return named;
    }

    private Named leads() {
        until("one leads", () -> leader().isPresent());
        return leader().orElseThrow();
    }

    private Named leadsOtherThan(Named old) {
        until(
                "another than " + old.identity() + " leads",
                () -> leader().filter(now -> !now.equals(old)).isPresent());
        return leader().filter(now -> !now.equals(old)).orElseThrow();
    }

    private Optional<Named> leader() {
        return all.stream().filter(named -> fenceOf(named).isPresent()).findFirst();
    }

    private static Optional<Long> fenceOf(Named named) {
        return named.contender().leadership().lease().map(Leadership.Lease::fence);
    }

    private void until(String what, BooleanSupplier condition) {
        arena.until(what, () -> {
            watch();
            return condition.getAsBoolean();
        });
        watch();
    }

    /** Who is found leading before and after another was, with one fence, led at the same moment as he. */
    private void watch() {
        List<Optional<Long>> before =
                all.stream().map(LeadershipContract::fenceOf).toList();
        List<Optional<Long>> after =
                all.stream().map(LeadershipContract::fenceOf).toList();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                // Asked in this order: i, j, i again, j again.
                boolean aroundJ =
                        same(before.get(i), after.get(i)) && before.get(j).isPresent();
                boolean aroundI =
                        same(before.get(j), after.get(j)) && after.get(i).isPresent();
                assertThat(aroundJ || aroundI)
                        .as(
                                "%s leads with fence %s and %s with fence %s at the same time",
                                all.get(i).identity(), after.get(i), all.get(j).identity(), before.get(j))
                        .isFalse();
            }
            int number = i;
            before.get(i).ifPresent(fence -> note(number, fence));
        }
    }

    private static boolean same(Optional<Long> before, Optional<Long> after) {
        return before.isPresent() && before.equals(after);
    }

    private void note(int process, long fence) {
        String term = process + " " + fence;
        if (terms.isEmpty() || !terms.get(terms.size() - 1).equals(term)) {
            Set<String> held = new HashSet<>(terms);
            assertThat(held).as("a fence that was lost came back").doesNotContain(term);
            if (!recordLost) {
                assertThat(fence).as("fences held: %s, then %s", terms, term).isGreaterThan(highest);
            }
            terms.add(term);
            highest = fence;
        }
    }
}
