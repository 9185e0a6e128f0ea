package dev.trimtab.sim.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScriptReaderTest {
    private static final String EVENT = "  - {t: [10m, 20m], where: {target: A}, fail: .5, ev: invented}\n";

    static Stream<String> shipped() {
        return Scripts.library().stream();
    }

    @Test
    void the_library_has_the_four_and_those_written_beside_them() {
        assertThat(Scripts.library()).hasSizeGreaterThanOrEqualTo(15).contains("aws-2025-10-20", "gclb-2021-11-16");
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void a_shipped_script_is_read_whole(String id) {
        Script script = Scripts.shipped(id);

        assertThat(script.id()).isEqualTo(id);
        assertThat(script.expect()).isNotEmpty();
    }

    /** What is wrong with an event or an expectation; the base of {@link Scripts#SMALL} has 24 lines, both stand on line 26. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "events | {t: [10m, 20m], on: {target: A}, fail: .5, ev: invented} | unknown key 'on'; YAML 1.1 reads it as a boolean",
                "events | {t: [10m, 20m], wher: {target: A}, fail: .5, ev: invented} | unknown key 'wher' (did you mean 'where'?)",
                "events | {t: [10m, 20m], where: {target: C}, fail: .5, ev: invented} | 'C' is no target; expected one of A, B, O",
                "events | {t: [10m, 20m], where: {region: as}, fail: .5, ev: invented} | 'as' is no region",
                "events | {t: [10m, 20m], where: {probe: http_ap}, fail: .5, ev: invented} | (did you mean 'http_app'?)",
                "events | {t: [20m, 10m], where: {target: A}, fail: .5, ev: invented} | ends before it begins",
                "events | {t: [20m, 3h], where: {target: A}, fail: .5, ev: invented} | lies beyond the length of the script",
                "events | {t: [20m, 20m], where: {target: A}, fail: .5, ev: invented} | lasts no time",
                "events | {t: [20, 30m], where: {target: A}, fail: .5, ev: invented} | '20' is no time",
                "events | {t: [10m, 20m], where: {target: A}, fail: 1.5, ev: invented} | '1.5' is not between 0 and 1",
                "events | {t: [10m, 20m], where: {target: A}, fail: much, ev: invented} | 'much' is no number",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5} | needs ev",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, ev: fact} | a fact needs src",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, ev: derived, src: [S9]} | 'S9' is no source",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, ev: guess} | 'guess' is no grade",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, as: {http_500: .5}, ev: invented} | shares add up to 0.500, not 1",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, as: {http_50: 1}, ev: invented} | 'http_50' is no outcome",
                "events | {t: [10m, 20m], where: {target: A}, as: {http_500: 1}, ev: invented} | does nothing",
                "events | {t: [10m, 20m], where: {target: A}, rtt: 2, ramp: .5, ev: invented} | ramp has nothing to start from",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, unit: world, ev: invented} | 'world' is no unit",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, agents: h, ev: invented} | 'h' is no group of agents",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, wave: {period: 5m, seq: BxB}, ev: invented} | is no wave",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, wave: {period: 0m, seq: Bg}, ev: invented} | period above zero",
                "events | {t: [10m, 20m], where: {probe: dns_api}, state: broken, ev: invented} | 'broken' is no state of dns_api",
                "events | {t: [10m, 20m], where: {target: A}, set: {weight: 4}, ev: invented} | unknown key 'weight'",
                "events | {t: [10m, 20m], where: {target: A}, set: {hit: 2}, ev: invented} | '2' is not between 0 and 1",
                "events | {t: [10m, 20m], where: {target: A}, set: {cap: -1}, ev: invented} | '-1' is below 0",
                "events | {t: [10m, 20m], where: {target: A}, set: {}, ev: invented} | set names no property",
                "events | {t: [10m, 20m], where: {target: A}, rtt: 0, ev: invented} | '0' is not above 0",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, as: timeout, ev: invented} | no list of outcomes",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, ev: derived, src: S9} | 'S9' is no source",
                "events | {t: [9m, 9m], inject: {operator: explode, target: A}, ev: invented} | 'explode' is nothing that operator does",
                "events | {t: [9m, 9m], inject: {operator: drain, ttl: 1h}, ev: invented} | needs the key target",
                "events | {t: [9m, 9m], inject: {operator: drain, target: A, ttl: soon}, ev: invented} | 'soon' is no time",
                "events | {t: [9m, 9m], inject: {operator: drain, target: A, failback: never}, ev: invented} | is no failback",
                "events | {t: [9m, 9m], inject: {writer: w, load_plan: x}, ev: invented} | 'x' is no number of a plan",
                "events | {t: [9m, 9m], inject: {writer: w}, ev: invented} | no fault has the keys writer",
                "events | {t: [9m, 9m], inject: {split: [a, b], ctl-2_view: {C: bad}}, ev: invented} | 'C' is no target",
                "events | {t: [9m, 9m], inject: {replay_reports: {from: 0m}}, ev: invented} | needs the key to",
                "expect | {by: 30m, target: [A, B], weight: \"<= 5\"} | is not one target",
                "expect | {by: 30m, target: \"*\", weight: \"<= 5\"} | '*' is no target",
                "expect | {by: 30m, restored: [A, B]} | is not one target",
                "expect | {by: 30m, target: A, weight: \"<= 1.2.3\"} | is no bound",
                "expect | {count: dns_writes, during: [10m, 20m], max: 6.5} | '6.5' is no whole number",
                "expect | {by: 30m, verdict: bad} | names no target and its word",
                "expect | frog | expects nothing",
                "expect | {by: 30m, verdict: {C: bad}} | 'C' is no target",
                "expect | {by: 30m, verdict: {\"A@as\": bad}} | 'as' is no region",
                "expect | {by: 30m, verdict: {A: ill}} | 'ill' is no verdict",
                "expect | {by: 3h, verdict: {A: bad}} | lies beyond the length",
                "expect | {verdict: {A: bad}} | verdict needs one of by, at, during",
                "expect | {by: 30m, target: A, weight: \"< 5\"} | is no bound",
                "expect | {by: 30m, target: A, weight: \"60..10\"} | a range that ends before it begins",
                "expect | {by: 30m, weight: \"<= 5\"} | needs the key target",
                "expect | {by: 30m, target: A, regoin: af, weight: \"<= 5\"} | (did you mean 'region'?)",
                "expect | {by: 30m, target: A, scope: \"static host\", weight: \"<= 5\"} | is no scope",
                "expect | {during: [20m, 10m], weights: unchanged} | ends before it begins",
                "expect | {during: [10m, 20m], moved_between: [A], max: 5} | no pair of targets",
                "expect | {by: 30m, muted: h} | 'h' is no group of agents",
                "expect | {never: \"load(C) > cap(C)\"} | 'C' is no target",
                "expect | {never: \"load(A@af) > cap(A@af)\"} | a regional cap that the cast does not have",
                "expect | {blind_to: [tpc], same_verdicts: true} | (did you mean 'tcp'?)",
            })
    void a_line_that_is_wrong_is_named_with_its_line(String section, String line, String sentence) {
        String yaml = Scripts.SMALL + section.strip() + ":\n  - " + line.strip() + "\n";

        assertThat(problems(yaml))
                .anySatisfy(problem -> assertThat(problem)
                        .contains(sentence.strip())
                        .startsWith("line " + (Scripts.SMALL.lines().count() + 2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "regions: {eu: .75, af: .25} | regions: {eu: .75, af: .20} | users add up to 0.950, not 1",
                "regions: {eu: .75, af: .25} | regions: {eu: .75, no: .25} | is a boolean in YAML 1.1",
                "weight: 80 | weight: 70 | weights add up to 90.000, not 100",
                "role: origin | role: orign | 'orign' is no role",
                "length: 2h | length: 2 | '2' is no time",
                "seed: 7 | sead: 7 | unknown key 'sead' (did you mean 'seed'?)",
                "replay: 1 | replay: 2 | is not 1",
                "t0: 2025-01-01T00:00:00Z | t0: noon | is no instant",
                "hit: .90 | hit: 90 | '90' is not between 0 and 1",
                "cap_region: {af: .2} | cap_region: {an: .2} | there is no region 'an'",
                "agents: {g: .34} | agents: {g: 1.2} | is not between 0 and 1",
                "[60s, .5], [2m, 1]] | [2m, 1], [60s, .5]] | is earlier than the point before",
                "baseline: {fail: 0, rtt: 1} | baseline: {fails: 0} | unknown key 'fails'",
                "baseline: {fail: 0, rtt: 1} | baseline: {fail: 2} | '2' is not between 0 and 1",
                "[60s, .5], [2m, 1]] | [60s, .5], [2m, .4]] | do not come back",
                "[60s, .5], [2m, 1]] | [60s, .5], [2m, 1.4]] | '1.4' is not between 0 and 1",
                "demand: [[0m, 1.0]] | demand: [[0m, -1.0]] | '-1.0' is below 0",
                "demand: [[0m, 1.0]] | demand: 1 | demand is no list of pairs",
                "origin_cap: .20 | origin_cap: much | 'much' is no number",
                "cap: 1.5, hit: .90 | cap: -1.5, hit: .90 | '-1.5' is below 0",
                "{eu: .75, af: .25} | {eu: .75, \"a f\": .25} | is no name of a region",
                "{eu: .75, af: .25} | {eu: .75, EU: .25} | in its capitals alone",
            })
    void a_cast_or_world_that_is_wrong_is_named(String good, String bad, String sentence) {
        assertThat(Scripts.SMALL).contains(good);

        assertThat(problems(Scripts.SMALL.replace(good, bad)))
                .anySatisfy(problem -> assertThat(problem).contains(sentence));
    }

    @Test
    void all_problems_are_told_at_once() {
        String yaml = Scripts.SMALL.replace("weight: 80", "weight: 70") + "events:\n"
                + EVENT.replace("target: A", "target: C")
                + EVENT.replace(", ev: invented", "")
                + "expect:\n  - {by: 9h, target: A, weight: \"<= 5\"}\n";

        assertThat(problems(yaml)).hasSize(4);
    }

    @Test
    void a_form_that_nobody_knows_is_no_problem_of_the_file() {
        Script script = Scripts.small("- {t: [0m, 0m], note: nothing}", "- {by: 30m, entropy: \"<= 3\"}");

        assertThat(script.expect()).hasSize(1);
    }

    @Test
    void a_variant_adds_its_events_behind_those_of_the_script() {
        Script script = Scripts.read(Scripts.SMALL + "events:\n" + EVENT + "variants:\n  other:\n    events:\n    "
                + EVENT.replace("A", "B"));

        assertThat(script.with("other").events()).extracting(Script.Line::index).containsExactly(0, 1);
    }

    private static List<String> problems(String yaml) {
        return switch (ScriptReader.read(yaml)) {
            case ScriptReader.Read read -> List.of();
            case ScriptReader.Unreadable unreadable ->
                unreadable.problems().stream().map(Object::toString).toList();
        };
    }
}
