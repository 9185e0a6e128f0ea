package dev.trimtab.sim.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every form, once holding and once broken, against one run: all is at t0's shares until minute 30; then A falls to 30
 * in eu (60 goes to B there, the rest to O); at minute 60 A rises to 50, at minute 90 it is restored.
 */
class ExpectationsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pass | {by: 40m, verdict: {A: bad}}",
                "fail | {by: 20m, verdict: {A: bad}}",
                "pass | {by: 40m, verdict: {A: [degraded, bad]}}",
                "fail | {by: 40m, verdict: {A: [degraded, good]}}",
                "pass | {by: 40m, verdict: {\"A@af\": good, \"A@eu\": bad}}",
                "fail | {by: 40m, verdict: {\"A@af\": bad}}",
                "pass | {during: [0m, 30m], verdict_not: {A: bad}}",
                "fail | {during: [0m, 31m], verdict_not: {A: bad}}",
                "fail | {during: [0m, 31m], verdict_not: {A: [degraded, bad]}}",
                "pass | {by: 40m, target: A, weight: \"<= 42.5\"}",
                "fail | {by: 40m, target: A, weight: \"<= 42.4\"}",
                "pass | {at: 40m, target: A, region: eu, weight: \"30..30\"}",
                "fail | {at: 40m, target: A, region: [eu, af], weight: \"<= 30\"}",
                "pass | {during: [30m, 60m], target: B, region: eu, weight: \">= 60\"}",
                "fail | {during: [29m, 60m], target: B, region: eu, weight: \">= 60\"}",
                "pass | {by: 2h, target: A, weight: \">= 80\"}",
                "fail | {by: 2h, target: A, weight: \">= 81\"}",
                "pass | {during: [30m, 60m], weights: unchanged}",
                "fail | {during: [29m, 60m], weights: unchanged}",
                "pass | {during: [0m, 2h], weights: unchanged, region: af}",
                "pass | {during: [0m, 2h], weights: unchanged, scope: \"static hosts\"}",
                "pass | {during: [0m, 80m], target: A, step_up_max: 15}",
                "fail | {during: [0m, 80m], target: A, step_up_max: 14}",
                "fail | {during: [0m, 80m], target: A, region: eu, step_up_max: 19}",
                "pass | {during: [0m, 40m], moved_between: [A, B], max: 30}",
                "fail | {during: [0m, 40m], moved_between: [A, B], max: 29}",
                "pass | {count: dns_writes, during: [0m, 2h], max: 3}",
                "fail | {count: dns_writes, during: [0m, 2h], max: 2}",
                "pass | {count: dns_writes, during: [31m, 60m], max: 0}",
                "pass | {during: [30m, 60m], writers: 1}",
                "fail | {during: [30m, 61m], writers: 1}",
                "pass | {by: 40m, alarm: blind}",
                "fail | {by: 40m, from: 35m, alarm: blind}",
                "fail | {by: 34m, alarm: blind}",
                "fail | {by: 40m, alarm: lever_lost}",
                "pass | {by: 40m, muted: g}",
                "fail | {by: 20m, muted: g}",
                "pass | {during: [40m, 50m], dropped: stale_reports}",
                "fail | {during: [50m, 60m], dropped: stale_reports}",
                "pass | {at: 45m, refused: \"drain B\"}",
                "fail | {at: 46m, refused: \"drain B\"}",
                "fail | {at: 45m, refused: \"drain A\"}",
                "pass | {by: 90m, restored: A}",
                "fail | {by: 89m, restored: A}",
                "fail | {during: [0m, 2h], gate: \"rtt(A) <= 1.5 before any step up\"}",
                "pass | {during: [0m, 2h], gate: \"rtt(A) <= 2.5 before any step up\"}",
                "pass | {during: [61m, 2h], gate: \"rtt(A) <= 1.5 before any step up\"}",
                "pass | {always: \"zone_answers >= 1\"}",
                "pass | {never: \"load(A) > cap(A)\"}",
                "fail | {never: \"load(O) > cap(O)\"}",
                "pass | {never: \"load(B@af) > cap(B@af)\"}",
                "fail | {never: \"plan_applied(101) after plan_applied(104)\"}",
                "pass | {never: \"plan_applied(104) after plan_applied(101)\"}",
                "fail | {never: \"plan_applied(104)\"}",
                "pass | {never: \"plan_applied(105)\"}",
                "pass | {never: \"plan_deleted(live)\"}",
                "fail | {never: \"writes_to(vendor_api A)\"}",
                "pass | {never: \"writes_to(vendor_api B)\"}",
                "pass | {blind_to: [tcp], same_verdicts: true}",
                "fail | {blind_to: [tls], same_verdicts: true}",
                "pass | {allowed: \"a change by an operator\"}",
                "fail | {at: 40m, target: A, region: \"*\", weight: \"<= 30\"}",
                "pass | {at: 40m, target: A, region: eu, weight: \"30 .. 30\"}",
                "fail | {during: [0m, 80m], target: A, region: [af, eu], step_up_max: 19}",
                "fail | {during: [0m, 40m], moved_between: [A, B], region: eu, max: 39}",
                "pass | {by: 60m, restored: A, region: af}",
                "fail | {during: [0m, 2h], gate: \"rtt(A)<=1.5 before any step up\"}",
                "pass | {always: \"zone_answers>=1\"}",
                "fail | {never: \"load(O)>cap(O)\"}",
                "fail | {blind_to: tls, same_verdicts: true}",
                "unsupported | {blind_to: [tcp], same_verdicts: false}",
                "unsupported | {by: 40m, alarm: trumpet}",
                "unsupported | {by: 40m, entropy: \"<= 3\"}",
                "unsupported | {by: 40m, target: A, weight: \"<= 50\", planet: mars}",
                "unsupported | {during: [10m1s, 10m59s], weights: unchanged}",
                "unsupported | {never: \"rain in Spain\"}",
                "unsupported | {always: \"sunshine\"}",
                "unsupported | {count: phone_calls, during: [0m, 2h], max: 3}",
                "unsupported | {during: [0m, 2h], gate: \"the gate is open\"}",
                "unsupported | {during: [0m, 2h], weights: heavy}",
                "unsupported | {during: [0m, 2h], dropped: coins}",
            })
    void an_expectation_is_held_against_the_run(String result, String expect) {
        List<Expectations.Result> found = results(expect.strip(), PLAYED);

        assertThat(found).hasSize(1);
        assertThat(found.get(0).outcome().name().toLowerCase(java.util.Locale.ROOT))
                .as(found.get(0).detail())
                .isEqualTo(result.strip());
        assertThat(found.get(0).detail()).isNotBlank();
    }

    @Test
    void a_violation_names_its_first_moment_and_the_number() {
        assertThat(results("{during: [0m, 2h], target: A, weight: \">= 60\"}", PLAYED)
                        .get(0)
                        .detail())
                .contains("42.50")
                .contains("0h30m00s");
    }

    @Test
    void answers_that_are_not_whole_break_the_invariant() {
        Policy.Maker dark = maker((tick, blind) -> {
            Decided decided = decided(tick.number(), 0);
            TreeMap<String, Decided.OfScope> scopes = new TreeMap<>();
            decided.scopes()
                    .forEach((scope, of) -> scopes.put(scope, new Decided.OfScope(new TreeMap<>(), of.verdicts())));
            return new Decided(
                    scopes,
                    List.of(),
                    new TreeSet<>(),
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    false,
                    List.of(),
                    List.of());
        });

        assertThat(results("{always: \"zone_answers >= 1\"}", dark).get(0).outcome())
                .isEqualTo(Expectations.Outcome.FAIL);
    }

    private static List<Expectations.Result> results(String expect, Policy.Maker maker) {
        Script script = Scripts.small(
                "- {t: [55m, 61m], where: {target: A, region: af, probe: http_miss}, rtt: 2, ev: invented}",
                "- " + expect);
        return Replays.run(script, Optional.empty(), maker).expectations();
    }

    private interface Playing {
        Decided at(Tick tick, boolean seesTls);
    }

    private static Policy.Maker maker(Playing playing) {
        return new Policy.Maker() {
            @Override
            public String word() {
                return "played";
            }

            @Override
            public Policy policy(Script script, World world, List<String> scopes) {
                return tick -> playing.at(
                        tick,
                        tick.looking()
                                .look(world.agents().get(0), "A", "tls", 0)
                                .isPresent());
            }
        };
    }

    private static final Policy.Maker PLAYED = maker((tick, seesTls) -> decided(tick.number(), seesTls ? 0 : 1));

    /** @param later minutes by which the verdict comes later to who does not see all */
    private static Decided decided(int minute, int later) {
        double[] eu = minute < 30 || minute >= 90
                ? new double[] {80, 20, 0}
                : minute < 60 ? new double[] {30, 60, 10} : new double[] {50, 40, 10};
        boolean bad = minute >= 30 + later && minute < 90;
        TreeMap<String, SortedMap<String, Double>> shares =
                new TreeMap<>(Map.of("eu", split(eu), "af", split(80, 20, 0)));
        TreeMap<String, SortedMap<String, Double>> still =
                new TreeMap<>(Map.of("eu", split(80, 20, 0), "af", split(80, 20, 0)));
        TreeMap<String, SortedMap<String, String>> verdicts = new TreeMap<>();
        verdicts.put("eu", new TreeMap<>(Map.of("A", bad ? "bad" : "good", "B", "good", "O", "good")));
        verdicts.put("af", new TreeMap<>(Map.of("A", "good", "B", "good", "O", "good")));
        TreeMap<String, Decided.OfScope> scopes = new TreeMap<>();
        scopes.put("", new Decided.OfScope(shares, verdicts));
        scopes.put("static hosts", new Decided.OfScope(still, verdicts));
        return new Decided(
                scopes,
                minute == 35 ? List.of("blind") : List.of(),
                new TreeSet<>(minute >= 30 && minute < 90 ? List.of("g") : List.of()),
                minute == 40 ? 3 : 0,
                minute == 30 ? List.of("ctl-1") : minute == 60 ? List.of("ctl-2") : List.of(),
                minute == 45 ? List.of("drain B") : List.of(),
                minute == 50 ? List.of(104) : minute == 51 ? List.of(101) : List.of(),
                false,
                minute == 52 ? List.of("vendor_api A") : List.of(),
                new ArrayList<>());
    }

    private static SortedMap<String, Double> split(double... shares) {
        return new TreeMap<>(Map.of("A", shares[0], "B", shares[1], "O", shares[2]));
    }
}
