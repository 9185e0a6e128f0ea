package dev.trimtab.chaos.law;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.chaos.history.Entry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of each law a history that keeps it and one that breaks it. */
class LawsTest {
    private static final String WWW = "www.bind.example.";

    // ---- one writer per fence ----

    @Test
    void fences_that_pass_from_one_to_the_next_are_fine() {
        assertThat(new OneWriterPerFence()
                        .violations(List.of(
                                new Entry.Led(1, "c1", 1, 4),
                                accepted(2, "c1", "4.1", "a"),
                                new Entry.Led(9, "c2", 1, 5),
                                accepted(10, "c2", "5.1", "b"),
                                new Entry.Led(20, "c1", 1, 6))))
                .isEmpty();
    }

    @Test
    void two_writers_of_one_fence_are_found() {
        assertThat(new OneWriterPerFence()
                        .violations(List.of(new Entry.Led(1, "c1", 1, 4), new Entry.Led(2, "c2", 1, 4))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("fence 4", "c1", "c2"));
    }

    @Test
    void a_writer_that_does_not_lead_is_found() {
        assertThat(new OneWriterPerFence()
                        .violations(List.of(new Entry.Led(1, "c1", 1, 4), accepted(3, "c2", "4.2", "b"))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("c2", "plan 4.2", "no fence"));
    }

    @Test
    void a_plan_of_a_fence_to_come_is_found() {
        assertThat(new OneWriterPerFence()
                        .violations(List.of(new Entry.Led(1, "c1", 1, 4), accepted(3, "c1", "5.1", "b"))))
                .hasSize(1);
    }

    @Test
    void the_next_leader_may_bring_its_predecessors_plan_to_a_provider_that_lacks_it() {
        assertThat(new OneWriterPerFence()
                        .violations(List.of(
                                new Entry.Led(1, "c1", 1, 4),
                                accepted(2, "c1", "4.1", "a"),
                                new Entry.Led(9, "c2", 1, 5),
                                accepted(10, "c2", "4.1", "a"))))
                .isEmpty();
    }

    @Test
    void a_fence_used_again_after_a_restart_is_found() {
        assertThat(new OneWriterPerFence()
                        .violations(List.of(new Entry.Led(1, "c1", 1, 4), new Entry.Led(9, "c1", 2, 4))))
                .hasSize(1);
    }

    // ---- never older ----

    @Test
    void generations_ordered_as_pairs_are_fine() {
        assertThat(new NeverOlder(Set.of("pdns"))
                        .violations(List.of(
                                answer(1, "bind", "", "4.9", "a"),
                                answer(2, "bind", "4.9", "5.1", "a"),
                                answer(3, "c1", "4.9", "4.9", "a"),
                                answer(4, "bind", "5.1", "5.1", "a"))))
                .isEmpty();
    }

    @Test
    void an_older_plan_after_a_newer_one_is_found_once() {
        assertThat(new NeverOlder(Set.of("pdns"))
                        .violations(List.of(
                                answer(1, "bind", "5.1", "5.1", "a"),
                                answer(2, "bind", "4.9", "4.9", "b"),
                                answer(3, "bind", "4.9", "5.1", "b"))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("plan 4.9", "after plan 5.1"));
    }

    @Test
    void an_older_plan_between_the_two_marks_of_one_answer_is_found() {
        assertThat(new NeverOlder(Set.of()).violations(List.of(answer(1, "bind", "5.1", "4.9", "a"))))
                .hasSize(1);
    }

    @Test
    void a_mark_that_vanishes_is_found() {
        assertThat(new NeverOlder(Set.of())
                        .violations(List.of(answer(1, "bind", "5.1", "5.1", "a"), answer(2, "bind", "", "", "b"))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("no mark"));
    }

    @Test
    void where_writes_race_another_law_holds() {
        assertThat(new NeverOlder(Set.of("pdns"))
                        .violations(
                                List.of(answer(1, "pdns", "5.1", "5.1", "a"), answer(2, "pdns", "4.9", "4.9", "b"))))
                .isEmpty();
    }

    // ---- repaired soon ----

    @Test
    void a_stale_write_that_is_repaired_is_counted_and_fine() {
        List<Entry> history = List.of(
                answer(1_000, "pdns", "5.1", "5.1", "a"),
                answer(2_000, "pdns", "4.9", "4.9", "b"),
                answer(3_000, "pdns", "5.1", "5.1", "a"));

        assertThat(new RepairedSoon(Set.of("pdns"), 2_000).violations(history)).isEmpty();
        assertThat(new RepairedSoon(Set.of("pdns"), 2_000).repaired(history)).isEqualTo(1);
    }

    @Test
    void a_stale_write_that_stands_is_found() {
        List<Entry> history = List.of(
                answer(1_000, "pdns", "5.1", "5.1", "a"),
                answer(2_000, "pdns", "4.9", "4.9", "b"),
                answer(9_000, "pdns", "4.9", "4.9", "b"));

        assertThat(new RepairedSoon(Set.of("pdns"), 2_000).violations(history))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("7000 ms"));
    }

    @Test
    void the_time_of_a_fault_does_not_count() {
        List<Entry> history = List.of(
                answer(1_000, "pdns", "5.1", "5.1", "a"),
                new Entry.FaultBegan(1_500, "f1", "partition", "pdns"),
                answer(2_000, "pdns", "4.9", "4.9", "b"),
                new Entry.FaultEnded(8_500, "f1"),
                answer(9_000, "pdns", "5.1", "5.1", "b"));

        assertThat(new RepairedSoon(Set.of("pdns"), 2_000).violations(history)).isEmpty();
    }

    // ---- nothing lost ----

    @Test
    void what_was_acknowledged_and_is_listed_is_fine() {
        assertThat(new NothingLost()
                        .violations(List.of(
                                new Entry.Acknowledged(1, 2, "c1", "start", "drain", "i1", "store"),
                                new Entry.Acknowledged(1, 2, "c1", "start", "drain", "i2", "store"),
                                new Entry.Acknowledged(3, 4, "c2", "end", "drain", "i2", "store"),
                                new Entry.Listed(9, "c3", List.of("i1", "somebody-else's")))))
                .isEmpty();
    }

    @Test
    void an_acknowledged_intervention_that_is_not_listed_is_found_once() {
        assertThat(new NothingLost()
                        .violations(List.of(
                                new Entry.Acknowledged(1, 2, "c1", "start", "drain", "i1", "store"),
                                new Entry.Listed(9, "c3", List.of()),
                                new Entry.Listed(9, "c2", List.of()))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("drain i1", "c1", "unknown to c3"));
    }

    @Test
    void one_whose_end_is_in_doubt_may_be_gone() {
        assertThat(new NothingLost()
                        .violations(List.of(
                                new Entry.Acknowledged(1, 2, "c1", "start", "drain", "i1", "store"),
                                new Entry.Refused(3, 4, "c1", "end i1", "drain", "no answer"),
                                new Entry.Listed(9, "c3", List.of()))))
                .isEmpty();
    }

    @Test
    void one_that_ended_and_is_in_force_again_is_found() {
        assertThat(new NothingLost()
                        .violations(List.of(
                                new Entry.Acknowledged(1, 2, "c1", "start", "drain", "i1", "store"),
                                new Entry.Acknowledged(3, 4, "c2", "end", "drain", "i1", "store"),
                                new Entry.Listed(9, "c3", List.of("i1")))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("is in force at c3"));
    }

    // ---- within plans ----

    @Test
    void answers_of_the_plan_at_hand_or_of_the_one_that_follows_are_fine() {
        assertThat(new WithinPlans(Map.of())
                        .violations(List.of(
                                accepted(1, "c1", "4.1", "a", "b"),
                                accepted(2, "c1", "4.2", "c"),
                                answer(3, "bind", "4.1", "4.1", "b"),
                                answer(4, "bind", "4.1", "4.2", "c"),
                                answer(5, "bind", "4.2", "4.2", "c"))))
                .isEmpty();
    }

    @Test
    void an_answer_outside_its_plan_is_found() {
        assertThat(new WithinPlans(Map.of())
                        .violations(List.of(
                                accepted(1, "c1", "4.1", "a", "b"),
                                accepted(2, "c1", "4.2", "c"),
                                answer(5, "bind", "4.2", "4.2", "a"))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("[a]", "4.2", "[c]"));
    }

    @Test
    void a_server_of_another_name_answers_its_providers_plans() {
        List<Entry> history = List.of(
                new Entry.Accepted(1, "c1", 1, "here", WWW, "4.1", List.of("a")), answer(5, "c2", "4.1", "4.1", "b"));

        assertThat(new WithinPlans(Map.of("c2", "here")).violations(history)).hasSize(1);
        assertThat(new WithinPlans(Map.of()).violations(history)).isEmpty();
        assertThat(new WithinPlans(Map.of()).unjudged(history)).isEqualTo(1);
    }

    // ---- follows soon ----

    @Test
    void servers_that_follow_within_the_bound_are_fine() {
        List<Entry> history = List.of(
                answer(900, "bind", "4.1", "4.1", "a"),
                new Entry.Quiet(1_000, 20_000, "a", false),
                answer(1_100, "bind", "4.1", "4.1", "a"),
                answer(3_000, "bind", "4.2", "4.2", "b"));

        assertThat(new FollowsSoon(5_000).violations(history)).isEmpty();
        assertThat(FollowsSoon.times(history)).containsExactly(2_001L);
    }

    @Test
    void a_server_that_never_follows_is_found() {
        assertThat(new FollowsSoon(5_000)
                        .violations(List.of(
                                answer(900, "bind", "4.1", "4.1", "a"),
                                new Entry.Quiet(1_000, 20_000, "a", false),
                                answer(19_000, "bind", "4.1", "4.1", "a"),
                                answer(21_000, "bind", "4.2", "4.2", "b"))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("did not leave a within 19000 ms"));
    }

    @Test
    void a_server_that_follows_late_is_found() {
        assertThat(new FollowsSoon(5_000)
                        .violations(List.of(
                                new Entry.Quiet(1_000, 20_000, "a", true),
                                answer(2_000, "bind", "4.1", "4.1", "b"),
                                answer(9_000, "bind", "4.2", "4.2", "a"))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("did not return to a for 8001 ms"));
    }

    // ---- no gap ----

    @Test
    void while_one_server_of_a_name_answers_there_is_no_gap() {
        assertThat(new NoGap(Set.of("rolling-restart"), 500)
                        .violations(List.of(
                                new Entry.FaultBegan(0, "f1", "rolling-restart", "all"),
                                answer(100, "c1", "4.1", "4.1", "a"),
                                answer(500, "c2", "4.1", "4.1", "a"),
                                new Entry.Unanswered(600, "c1", WWW),
                                answer(900, "c2", "4.1", "4.1", "a"))))
                .isEmpty();
    }

    @Test
    void a_gap_is_found() {
        assertThat(new NoGap(Set.of("rolling-restart"), 500)
                        .violations(List.of(
                                new Entry.FaultBegan(0, "f1", "rolling-restart", "all"),
                                answer(100, "c1", "4.1", "4.1", "a"),
                                answer(900, "c2", "4.1", "4.1", "a"))))
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("no answer for 800 ms"));
    }

    @Test
    void a_gap_of_another_fault_is_that_faults() {
        assertThat(new NoGap(Set.of("rolling-restart"), 500)
                        .violations(List.of(
                                new Entry.FaultBegan(0, "f1", "pause", "c1"),
                                answer(100, "c1", "4.1", "4.1", "a"),
                                new Entry.FaultEnded(850, "f1"),
                                answer(900, "c2", "4.1", "4.1", "a"))))
                .isEmpty();
    }

    @Test
    void a_gap_without_any_fault_is_found() {
        assertThat(new NoGap(Set.of(), 500)
                        .violations(
                                List.of(answer(100, "c1", "4.1", "4.1", "a"), answer(900, "c2", "4.1", "4.1", "a"))))
                .hasSize(1);
    }

    @Test
    void the_checker_puts_the_earliest_first() {
        Checker checker = new Checker(List.of(new FollowsSoon(1), new NeverOlder(Set.of())));

        assertThat(checker.violations(
                        List.of(answer(900, "bind", "4.1", "3.1", "a"), new Entry.Quiet(1_000, 2_000, "a", false))))
                .extracting(Violation::law)
                .containsExactly("never-older", "follows-soon");
    }

    private static Entry accepted(long at, String controller, String generation, String... cdns) {
        return new Entry.Accepted(at, controller, 1, "bind", WWW, generation, List.of(cdns));
    }

    private static Entry answer(long at, String server, String before, String after, String... cdns) {
        return new Entry.Answered(at, at + 1, server, WWW, before, List.of(cdns), after);
    }
}
