package dev.trimtab.sim.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.records.Capabilities;
import dev.trimtab.sim.ports.SimProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
    /** Seeds that found something once; they stay. */
    private static final List<Long> FOUND = List.of(
            // demand moved a shared limit by hundredths, and every hundredth was written
            14L,
            // CDNs that returned together were held by the limit on returns for ever
            20L,
            86L,
            160L,
            // a relieved CDN lost to another's return, and it was called an escape
            5258L,
            // a lost race that nobody may repair while nothing is heard
            5175L);

    @Test
    void a_fixed_set_of_seeds_holds_and_meets_every_fault() {
        List<Simulation.Result> results = new ArrayList<>();
        LongStream.concat(LongStream.rangeClosed(1, 30), FOUND.stream().mapToLong(Long::longValue))
                .distinct()
                .forEach(seed -> results.add(new Simulation(seed).run()));

        assertThat(results)
                .allSatisfy(result -> assertThat(result.broken())
                        .as("replay it with: make sim SEEDS=1 FROM=%d", result.seed())
                        .isEmpty());
        Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
        results.forEach(result -> result.struck().forEach((fault, times) -> struck.merge(fault, times, Integer::sum)));
        assertThat(struck).containsOnlyKeys(Fault.values());
        assertThat(results.stream()
                        .mapToInt(result -> result.figures().writes())
                        .sum())
                .isGreaterThan(200);
        assertThat(results.stream()
                        .mapToInt(result -> result.figures().leaders())
                        .sum())
                .isGreaterThan(35);
        assertThat(results.stream()
                        .mapToInt(result -> result.figures().resumed())
                        .sum())
                .as("writes that went on after their process had stood still")
                .isPositive();
        assertThat(results.stream().mapToInt(result -> result.figures().holds()).sum())
                .isPositive();
    }

    @Test
    void one_seed_tells_the_same_every_time_and_another_something_else() {
        String first = new Simulation(11).run().digest();

        assertThat(new Simulation(11).run().digest()).isEqualTo(first);
        assertThat(new Simulation(12).run().digest()).isNotEqualTo(first);
    }

    @Test
    void dice_of_one_actor_do_not_depend_on_others() {
        Dice alone = Dice.of(7, "v1");
        List<Double> expected = List.of(alone.between(0.0, 1.0), alone.between(0.0, 1.0));
        Dice beside = Dice.of(7, "v2");
        Dice again = Dice.of(7, "v1");
        beside.between(0.0, 1.0);

        assertThat(List.of(again.between(0.0, 1.0), again.between(0.0, 1.0))).isEqualTo(expected);
        assertThat(Dice.of(8, "v1").between(0.0, 1.0)).isNotEqualTo(expected.get(0));
    }

    @Test
    void without_compare_and_set_a_leader_that_stood_still_may_win_one_race_which_is_repaired() {
        int lost = 0;
        for (long seed = 1; seed <= 40 && lost == 0; seed++) {
            Setting setting = contested(seed, SimProvider.UNCONDITIONAL);
            Simulation.Result result = new Simulation(seed, setting, stops()).run();
            assertThat(result.broken()).as("seed %d", seed).isEmpty();
            lost += result.figures().lostRaces();
        }
        assertThat(lost).as("no run lost a race: nothing is proved").isPositive();
    }

    @Test
    void with_compare_and_set_it_never_does() {
        int resumed = 0;
        for (long seed = 1; seed <= 12; seed++) {
            Simulation.Result result = new Simulation(seed, contested(seed, SimProvider.GLOBAL), stops()).run();
            assertThat(result.broken()).as("seed %d", seed).isEmpty();
            assertThat(result.figures().lostRaces()).isZero();
            resumed += result.figures().resumed();
        }
        assertThat(resumed).isPositive();
    }

    @Test
    void nothing_happens_on_a_quiet_day() {
        Simulation quiet = new Simulation(5, Setting.of(5), List.of());

        Simulation.Result result = quiet.quiet(Duration.ofHours(6));

        assertThat(result.broken()).isEmpty();
        assertThat(result.figures().decisions())
                .as("the first plan of each name, by each controller that leads at most")
                .isBetween(1, quiet.world().setting().spec().names().size() * 2);
    }

    private static List<Fault> stops() {
        return List.of(
                Fault.LEADER_STANDS_STILL_IN_WRITE,
                Fault.LEADER_STANDS_STILL_IN_WRITE,
                Fault.CDN_FLAPS,
                Fault.CDN_DOWN,
                Fault.WEIGHTS_CHANGE);
    }

    /** Two controllers at least, and a service that insists or does not. */
    private static Setting contested(long seed, Capabilities capabilities) {
        Setting drawn = Setting.of(seed);
        return new Setting(
                drawn.spec(), 3, capabilities, 1, drawn.round(), drawn.sharedStore(), drawn.signals(), drawn.day());
    }
}
