package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.seeds.Seeds;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The law of the index: a loop that looks only at what changed and at what is due decides, round by round, what a loop
 * decides that judges and plans every name from the beginning, whatever looks, silences, clocks, operators and
 * configurations do.
 */
class IncrementalProperties {
    private static final int ROUNDS = 160;
    private static final int SEEDS = 15;

    @Test
    @SuppressWarnings("ReferenceEquality") // the same object is a name that was not touched
    void what_changed_decides_what_everything_decides() {
        Set<Decision.Disposition> met = new HashSet<>();
        AtomicInteger rested = new AtomicInteger();
        Seeds.forAll(SEEDS, random -> {
            Course course = new Course(random);
            SortedMap<SteeredName, NameView> before = new TreeMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                course.step();
                RoundView view = course.lazy.loop.runOnce(course.now);
                before.forEach((name, seen) -> rested.addAndGet(view.names().get(name) == seen ? 1 : 0));
                before.putAll(view.names());
                view.names().values().forEach(seen -> met.add(seen.decision().disposition()));
                SortedMap<SteeredName, Decided> lazy = decided(view);
                SortedMap<SteeredName, Decided> thorough = decided(course.thorough.loop.runOnce(course.now));
                assertThat(lazy).as("round " + round + " at " + course.now).isEqualTo(thorough);
            }
        });
        assertThat(met).as("what was compared").contains(Decision.Disposition.values());
        assertThat(rested.get()).as("names that a round did not touch").isGreaterThan(SEEDS * ROUNDS / 4);
    }

    @Test
    void what_other_threads_work_out_ahead_is_what_one_thread_finds() {
        Seeds.forAll(SEEDS, random -> {
            Course course = new Course(random);
            for (int round = 0; round < ROUNDS; round++) {
                course.step();
                SortedMap<SteeredName, NameView> alone =
                        course.lazy.loop.runOnce(course.now).names();
                SortedMap<SteeredName, NameView> shared =
                        course.shared.loop.runOnce(course.now).names();
                assertThat(shared.keySet()).isEqualTo(alone.keySet());
                shared.forEach((name, view) -> assertThat(view)
                        .as(name + " at " + course.now)
                        .usingRecursiveComparison()
                        .ignoringFields("around")
                        .isEqualTo(alone.get(name)));
                assertThat(course.shared.told).isEqualTo(course.lazy.told);
            }
        });
    }

    @Test
    @SuppressWarnings("ReferenceEquality") // the same object is what is proved
    void a_name_that_nothing_happens_to_keeps_its_view_while_another_one_moves() {
        Course course = settled();
        RoundView before = course.lazy.loop.view().orElseThrow();
        course.failing.put(new TargetId(Course.name(0), A), 1.0);
        course.pass(Duration.ofMillis(500));
        course.reportAll();
        course.pass(Duration.ofMillis(500));
        course.reportAll();
        RoundView after = course.lazy.loop.runOnce(course.now);

        assertThat(after.names().get(Course.name(0))).isNotSameAs(before.names().get(Course.name(0)));
        long same = after.names().keySet().stream()
                .filter(name -> after.names().get(name) == before.names().get(name))
                .count();
        assertThat(same).isGreaterThanOrEqualTo(Course.NAMES - 2);

        course.pass(Duration.ofMillis(1));
        RoundView idle = course.lazy.loop.runOnce(course.now);
        assertThat(idle.names().get(Course.name(Course.NAMES - 1)))
                .isSameAs(after.names().get(Course.name(Course.NAMES - 1)));
    }

    @Test
    @SuppressWarnings("ReferenceEquality") // the same object is what is proved
    void a_drain_of_one_name_stirs_no_other() {
        Course course = settled();
        course.pass(Duration.ofMillis(1));
        RoundView before = course.lazy.loop.runOnce(course.now);
        course.drain(new TargetId(Course.name(0), A));
        course.pass(Duration.ofMillis(1));
        RoundView after = course.lazy.loop.runOnce(course.now);

        assertThat(after.names().get(Course.name(0)).interventions()).hasSize(1);
        assertThat(after.names().keySet().stream()
                        .filter(name ->
                                after.names().get(name) == before.names().get(name))
                        .count())
                .isEqualTo(Course.NAMES - 1);
    }

    /** All is well, published and at rest. */
    private static Course settled() {
        Course course = new Course(new SplittableRandom(0));
        course.everyday = 0;
        for (int round = 0; round < 40; round++) {
            course.pass(Duration.ofMillis(500));
            course.reportAll();
            course.lazy.loop.runOnce(course.now);
        }
        return course;
    }

    /** What is compared: everything that writes, and everything that the next decision starts from. */
    private record Decided(
            Optional<SortedMap<RegionId, Shares>> wanted,
            Decision.Disposition disposition,
            Optional<SortedMap<RegionId, Shares>> published,
            SortedMap<String, Verdict.State> verdicts,
            String standings) {}

    private static SortedMap<SteeredName, Decided> decided(RoundView round) {
        TreeMap<SteeredName, Decided> all = new TreeMap<>();
        round.names().forEach((name, view) -> {
            TreeMap<String, Verdict.State> verdicts = new TreeMap<>();
            view.verdicts()
                    .forEach((region, byCdn) ->
                            byCdn.forEach((cdn, verdict) -> verdicts.put(region + " " + cdn, verdict.state())));
            all.put(
                    name,
                    new Decided(
                            view.decision().wanted().map(Plan::shares),
                            view.decision().disposition(),
                            view.publication()
                                    .map(publication -> publication.plan().shares()),
                            verdicts,
                            view.places().byRegionAndCdn().toString()));
        });
        return all;
    }
}
