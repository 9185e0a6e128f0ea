package dev.trimtab.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Run;
import dev.trimtab.sim.replay.Script;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a replay takes from a user's configuration. */
class ConfiguredReplayTest {
    private static final Script OUTAGE = Small.script(
            "- {t: [10m, 60m], where: {target: A, probe: [http_app, http_static, http_miss, rum]}, fail: 1, ev: invented}");

    @Test
    void a_rule_of_the_user_s_own_holds_what_would_have_been_written() {
        Run free = run(OUTAGE, conduct(Small.configuration("")));
        Run ruled = run(
                OUTAGE, conduct(Small.configuration("- { id: origin-stays-small, fact: origin.share, atMost: 5% }")));

        assertThat(highest(free, "O")).isGreaterThan(5);
        assertThat(highest(ruled, "O")).isLessThanOrEqualTo(5);
        assertThat(ruled.steps().stream()
                        .flatMap(step -> step.decided().because().stream())
                        .toList())
                .anySatisfy(sentence -> assertThat(sentence).contains("decision.held", "origin-stays-small"));
        assertThat(ruled.score().badUserMinutes()).isGreaterThan(free.score().badUserMinutes());
    }

    @Test
    void a_rule_about_a_cdn_speaks_of_the_role_that_it_plays() {
        Spec spec = Small.configuration("- { id: keep-alpha, fact: share.of, of: alpha, atLeast: 20% }");
        Conduct conduct = conduct(spec);
        Casting casting = fits(List.of("A=alpha", "B=beta"), spec);

        assertThat(conduct.notAsked(OUTAGE)).singleElement().asString().contains("keep-alpha", "plays no role");
        assertThat(casting.conduct(conduct).notAsked(OUTAGE)).isEmpty();
        assertThat(lowest(run(OUTAGE, conduct), "A")).isLessThan(20);
        assertThat(lowest(run(OUTAGE, casting.conduct(conduct)), "A")).isEqualTo(80);
    }

    @Test
    void a_rule_that_only_a_signal_could_answer_is_said_and_not_asked() {
        Conduct conduct = conduct(Small.configuration("- { id: calm-origin, fact: origin.rps, atMost: 500 }"));

        assertThat(conduct.notAsked(OUTAGE)).singleElement().asString().contains("calm-origin", "only a signal");
        assertThat(lowest(run(OUTAGE, conduct), "A")).isLessThan(80);
    }

    @Test
    void cdns_in_roles_bring_weights_caps_and_hit_ratios() {
        Script played = fits(List.of("A=alpha", "B=beta", "O=dc"), Small.configuration(""))
                .script(OUTAGE);
        Script.Target a = played.target("A").orElseThrow();
        Script.Target b = played.target("B").orElseThrow();

        assertThat(a.weight()).isEqualTo(50);
        assertThat(b.weight()).isEqualTo(50);
        assertThat(a.vendor()).isEqualTo("alpha");
        assertThat(a.hit()).isEqualTo(.8);
        assertThat(a.cold()).isEqualTo(.4);
        assertThat(a.capRegion()).containsExactly(java.util.Map.entry("af", .1));
        assertThat(b.hit()).as("the configuration says nothing of its cache").isEqualTo(.95);
        assertThat(played.target("O").orElseThrow().cap()).isEqualTo(.3);
    }

    @Test
    void roles_that_nobody_plays_keep_what_they_have_and_the_whole_stays_whole() {
        Script played = fits(List.of("A=beta"), Small.configuration("")).script(OUTAGE);

        assertThat(played.target("A").orElseThrow().weight()).isEqualTo(80);
        assertThat(played.target("B").orElseThrow().weight()).isEqualTo(20);
    }

    @Test
    void all_that_is_wrong_with_a_casting_is_told_at_once() {
        Spec spec = Small.configuration("");
        Casting.Outcome outcome = Casting.read(
                List.of("A=alpah", "X=beta", "O=alpha", "O=beta", "nonsense", "B="), spec, name(spec), List.of(OUTAGE));

        assertThat(((Casting.Misfit) outcome).problems())
                .anySatisfy(problem -> assertThat(problem).contains("'alpah'", "did you mean 'alpha'?"))
                .anySatisfy(problem -> assertThat(problem).contains("'X' is no role"))
                .anySatisfy(problem -> assertThat(problem).contains("the role O is given twice"))
                .anySatisfy(problem -> assertThat(problem).contains("beta plays two roles"))
                .anySatisfy(problem -> assertThat(problem).contains("'nonsense' is no role=cdn"))
                .anySatisfy(problem -> assertThat(problem).contains("'B=' is no role=cdn"))
                .anySatisfy(problem -> assertThat(problem).contains("an origin's role", "alpha is of kind edge"))
                .hasSize(7);
    }

    @Test
    void one_who_carries_nothing_cannot_play_who_carries_all() {
        Spec spec = Small.configuration("");

        assertThat(((Casting.Misfit) Casting.read(List.of("A=dc"), spec, name(spec), List.of(OUTAGE))).problems())
                .anySatisfy(problem -> assertThat(problem).contains("has a weight", "80 %"));
    }

    private static Casting fits(List<String> words, Spec spec) {
        return switch (Casting.read(words, spec, name(spec), List.of(OUTAGE))) {
            case Casting.Fits fits -> fits.casting();
            case Casting.Misfit misfit -> throw new AssertionError(misfit.problems());
        };
    }

    private static NameSpec name(Spec spec) {
        return spec.names().firstEntry().getValue();
    }

    private static Conduct conduct(Spec spec) {
        return Conduct.of(spec, name(spec));
    }

    private static Run run(Script script, Conduct conduct) {
        return Replays.run(script, Optional.empty(), EnginePolicy.under(conduct))
                .run();
    }

    private static double highest(Run run, String target) {
        return run.steps().stream()
                .mapToDouble(step -> share(step, target))
                .max()
                .orElseThrow();
    }

    private static double lowest(Run run, String target) {
        return run.steps().stream()
                .mapToDouble(step -> share(step, target))
                .min()
                .orElseThrow();
    }

    private static double share(Run.Step step, String target) {
        return step.decided()
                .scopes()
                .get("")
                .shares()
                .getOrDefault("eu", new TreeMap<>())
                .getOrDefault(target, 0.0);
    }
}
