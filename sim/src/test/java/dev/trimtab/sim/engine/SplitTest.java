package dev.trimtab.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.sim.replay.Decided;
import dev.trimtab.sim.replay.Policy;
import dev.trimtab.sim.replay.Run;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.Tick;
import dev.trimtab.sim.replay.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Two controllers that see different things, over one zone (R21). */
class SplitTest {
    /** Runs the engine, and keeps what the second controller decided each round. */
    private static final class Watched implements Policy.Maker {
        private final List<Decision> second = new ArrayList<>();

        @Override
        public String word() {
            return "watched";
        }

        @Override
        public Policy policy(Script script, World world, List<String> scopes) {
            EnginePolicy engine =
                    (EnginePolicy) EnginePolicy.under(Conduct.DEFAULT).policy(script, world, scopes);
            return (Tick tick) -> {
                Decided decided = engine.decide(tick);
                engine.injects()
                        .split()
                        .flatMap(split -> split.controller().loop().view())
                        .ifPresent(view ->
                                second.add(view.names().firstEntry().getValue().decision()));
                return decided;
            };
        }
    }

    @Test
    void who_does_not_lead_decides_over_its_own_view_and_writes_nothing() {
        Watched watched = new Watched();
        Run run = Run.of(
                Small.script("- {t: [20m, 50m], inject: {split: [ctl-1, ctl-2], ctl-2_view: {A: bad}}}"),
                watched,
                Set.of());

        assertThat(watched.second).hasSize(30);
        Decision last = watched.second.get(29);
        assertThat(last.disposition()).isEqualTo(Decision.Disposition.STAND_BY);
        assertThat(last.wanted().orElseThrow().in(RegionId.DEFAULT).of(Cast.cdn("A")))
                .isLessThan(8_000);
        assertThat(run.score().dnsWrites()).isZero();
        assertThat(share(run, 49)).isEqualTo(80);
        assertThat(writers(run)).isEmpty();
    }

    @Test
    void what_it_does_not_see_is_unknown_to_it() {
        Watched watched = new Watched();
        Run.of(
                Small.script("- {t: [20m, 30m], inject: {split: [ctl-1, ctl-2], ctl-2_view: {A: unknown}}}"),
                watched,
                Set.of());

        assertThat(watched.second
                        .get(9)
                        .verdicts()
                        .get(RegionId.DEFAULT)
                        .get(Cast.cdn("A"))
                        .state())
                .hasToString("UNKNOWN");
    }

    @Test
    void who_leads_writes_what_it_sees_and_the_other_never_takes_it_back() {
        Run run = Run.of(
                Small.script("- {t: [20m, 50m], inject: {split: [ctl-2, ctl-1], ctl-2_view: {A: bad}}}"),
                new Watched(),
                Set.of());

        assertThat(share(run, 30)).isLessThan(80);
        assertThat(writers(run)).contains("ctl-2");
        for (Run.Step step : run.steps().subList(20, 50)) {
            assertThat(step.decided().writers()).doesNotContain("ctl-1");
        }
        for (int minute = 25; minute < 50; minute++) {
            assertThat(share(run, minute)).isLessThanOrEqualTo(share(run, 25));
        }
        assertThat(run.score().invariantBrokenMinutes()).isZero();
    }

    @Test
    void old_reports_that_come_again_are_dropped_and_change_nothing() {
        Run run = Run.of(Small.script("""
                        - {t: [10m, 20m], where: {target: A}, fail: 1, ev: invented}
                        - {t: [40m, 45m], inject: {replay_reports: {from: 12m, to: 18m}}}
                        """), new Watched(), Set.of());

        int dropped = run.steps().subList(40, 45).stream()
                .mapToInt(step -> step.decided().droppedReports())
                .sum();
        assertThat(dropped).as("six rounds of twelve agents").isEqualTo(6 * 12);
        assertThat(run.steps()
                        .get(44)
                        .decided()
                        .scopes()
                        .get("")
                        .verdicts()
                        .get("eu")
                        .get("A"))
                .isEqualTo("good");
    }

    private static double share(Run run, int minute) {
        return run.steps()
                .get(minute)
                .decided()
                .scopes()
                .get("")
                .shares()
                .get("eu")
                .get("A");
    }

    private static Set<String> writers(Run run) {
        TreeSet<String> writers = new TreeSet<>();
        run.steps().forEach(step -> writers.addAll(step.decided().writers()));
        return writers;
    }
}
