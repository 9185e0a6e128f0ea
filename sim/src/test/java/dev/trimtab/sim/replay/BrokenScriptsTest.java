package dev.trimtab.sim.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.spec.Problem;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that are wrong in ways that would run, and mean something else: each is refused with its line and a sentence. */
class BrokenScriptsTest {
    /** The base of {@link Scripts#SMALL} ends before this line. */
    private static final int FIRST = (int) Scripts.SMALL.lines().count() + 2;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{writer: w1, load_plan: 101, then: wait, for: 5m} | 'wait' is no what a writer does",
                "{writer: w1, load_plan: 101, for: 5m} | needs the key then",
                "{load_plan: 101, then: stall, for: 5m} | needs the key writer",
                "{writer: w1, load_plan: first, then: stall} | 'first' is no number of a plan",
                "{writer: w1, load_plan: 101, then: stall, for: 3h} | stalls beyond the length of the script",
                "{writer: w1, load_plan: 101, then: stall, for: soon} | 'soon' is no time",
                "{writer: w1, load_plan: 101, then: stall, target: A} | unknown key 'target'",
                "{writer: w 1, apply_plan: 104} | 'w 1' is no controller's name",
                "{writer: w1, apply_plan: -1} | '-1' is no number of a plan",
                "{writer: w1, aply_plan: 104} | did you mean 'apply_plan'?",
                "{writer: w1} | no fault has the keys writer",
                "{writer: w1, resume: apply_plan 101} | 'w1' has loaded no plan before",
                "{writer: w1, resume: plan 101} | 'plan 101' is nothing to resume",
                "{janitor: delete_everything, plan: 104} | 'delete_everything' is nothing that janitor does",
                "{janitor: delete_plans_older_than} | needs the key plan",
                "{planner: emit, plan: 105, content: full} | 'full' is no content",
                "{planner: forget, plan: 105, content: empty} | 'forget' is nothing that planner does",
                "{operator: drian, target: A} | expected one of drain, delete_records",
                "{operator: drain} | needs the key target",
                "{operator: drain, target: C} | 'C' is no target; expected one of A, B, O",
                "{operator: drain, target: A, ttl: 0m} | longer than no time",
                "{operator: drain, target: A, ttl: long} | 'long' is no time",
                "{operator: drain, target: A, failback: slow} | 'slow' is no failback; expected one of ramped, immediate",
                "{operator: drain, target: A, selector: x} | unknown key 'selector'",
                "{operator: delete_records} | needs the key selector",
                "{split: [ctl-1], ctl-2_view: {A: bad}} | between two controllers",
                "{split: [ctl-1, ctl-1], ctl-2_view: {A: bad}} | between two controllers",
                "{split: [ctl-1, ctl-3], ctl-2_view: {A: bad}} | 'ctl-3' is no controller",
                "{split: [ctl-1, ctl-2]} | needs the key ctl-2_view",
                "{split: [ctl-1, ctl-2], ctl-2_view: {Z: bad}} | 'Z' is no target",
                "{split: [ctl-1, ctl-2], ctl-2_view: {A: ill}} | 'ill' is no view of a target",
                "{split: [ctl-1, ctl-2], ctl-2_view: bad} | no map of targets",
                "{split: [ctl-1, ctl-2], ctl2_view: {A: bad}} | unknown key 'ctl2_view' (did you mean 'ctl-2_view'?)",
                "{replay_reports: {from: 1m, to: 5m, speed: 3}} | unknown key 'speed'",
                "{replay_reports: {from: 5m, to: 1m}} | to lies before from",
                "{replay_reports: {from: 1m, to: 1h30m}} | yet to come",
                "{replay_reports: {from: 1m}} | needs the key to",
                "{replay_reports: {from: 1m, to: 5m, rate: fast}} | 'fast' is no rate",
                "stall | inject is no map",
            })
    void a_fault_of_the_controller_that_is_wrong_is_named(String inject, String sentence) {
        String time = inject.contains("split") ? "[10m, 20m]" : "[10m, 10m]";
        refused("events:\n  - {t: " + time + ", inject: " + inject.strip() + "}\n", FIRST, sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "events | {t: [10m, 20m], where: A, fail: .5, ev: invented} | where is no map",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, as: http_500, ev: invented} | as is no map",
                "events | {t: [10m, 20m], where: {target: A}, fail: .5, wave: BgB, ev: invented} | wave is no map",
                "events | {t: [10m, 20m], where: {target: A}, set: .4, ev: invented} | set is no map",
                "events | {t: [10m, 20m], where: {target: A}, set: {hit: 4}, ev: invented} | '4' is not between 0 and 1",
                "events | {t: [10m, 20m], where: {target: A}, set: {cap: -1}, ev: invented} | '-1' is below 0",
                "events | {t: [10m, 20m], where: {target: A}, rtt: 0, ev: invented} | '0' is not above 0",
                "events | {t: [10m, 20m], where: {target: A}, rtt: NaN, ev: invented} | 'NaN' is no number",
                "events | {t: 10m, where: {target: A}, fail: .5, ev: invented} | t is no pair of times",
                "events | {t: [10m, 20m, 30m], fail: .5, ev: invented} | t is no pair of times",
                "events | {t: [-10m, 20m], fail: .5, ev: invented} | '-10m' is no time",
                "events | {t: [2h, 2h], inject: {operator: drain, target: A}} | never acts",
                "events | {t: [10m, 10m], inject: {split: [ctl-1, ctl-2], ctl-2_view: {A: bad}}} | a split lasts",
                "events | {t: [10m, 20m], note: [a, b]} | note is no text",
                "events | fastly breaks | t",
                "expect | {by: 30m, verdict: A} | verdict names no target",
                "expect | {by: 30m, target: A, weight: \"<= 1.2.3\"} | is no bound",
                "expect | {by: 30m, target: A, weight: \"1..2..3\"} | is no bound",
                "expect | nothing moves | expects nothing",
                "expect | {during: 10m, weights: unchanged} | during is no pair",
                "expect | {count: dns_writes, during: [0m, 2h], max: few} | 'few' is no whole number",
            })
    void a_line_of_another_form_is_no_line_without_it(String section, String line, String sentence) {
        refused(section.strip() + ":\n  - " + line.strip() + "\n", FIRST, sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "weight: 80 | weight: -20 | 13 | '-20' is below 0",
                "cap: 0.60 | cap: much | 14 | 'much' is no number",
                "rtt: {af: 2} | rtt: {af: -2} | 14 | '-2' is not above 0",
                "{af: .2} | {af: -.2} | 14 | '-.2' is below 0",
                "ttl: 60s | ttl: 60 | 16 | '60' is no time",
                "agents: {g: .34} | agents: [g] | 17 | agents is no map",
                "[60s, .5] | [60s, 1.5] | 20 | '1.5' is not between 0 and 1",
                "[60s, .5], [2m, 1]] | [60s, .9], [2m, .5]] | 20 | users who have followed a change do not come back",
                "demand: [[0m, 1.0]] | demand: 1 | 19 | demand is no list of pairs",
                "demand: [[0m, 1.0]] | demand: [[0m, -1]] | 19 | '-1' is below 0",
                "baseline: {fail: 0, rtt: 1} | baseline: {fail: 2, rtt: 1} | 22 | '2' is not between 0 and 1",
                "kind: synthetic | kind: rumour | 4 | 'rumour' is no kind",
                "id: small | id: ../small | 2 | '../small' is no id",
                "length: 2h | length: 10s | 7 | does not divide the length",
                "step: 60s | step: 0s | 7 | does not divide the length",
                "step: 60s | step: 0.5s | 7 | '0.5s' is no time",
                "seed: 7 | seed: 7.5 | 8 | '7.5' is no whole number",
                "sources: {S1: \"a page\"} | sources: [S1] | 9 | sources is no map",
            })
    void a_cast_or_world_that_is_wrong_is_named(String good, String bad, int line, String sentence) {
        assertThat(Scripts.SMALL).contains(good);
        assertThat(problems(Scripts.SMALL.replace(good, bad))).anySatisfy(problem -> {
            assertThat(problem.toString()).contains(sentence.strip());
            assertThat(problem.toString()).startsWith("line " + line);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000",
                "- a list",
                "just words",
                "replay: 1",
                "replay: {a: b}\nid: [x]\nt0: {}\nlength: []\nstep: {}\nseed: []\ncast: x\nworld: x\nbaseline: x\n",
                "events: {t: x}\nexpect: 3\nvariants: [a]\nsources: x\n",
                "a: &a [*a]\n",
                "? [1, 2]\n: 3\n",
                "{{{{",
            })
    void what_is_no_script_at_all_is_refused_and_breaks_nothing(String text) {
        assertThat(problems(text)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "events: {a: b} | events is no list",
                "expect: none | expect is no list",
                "variants: [] | variants is no map"
            })
    void a_section_of_another_form_is_no_empty_section(String section, String sentence) {
        refused(section.strip() + "\n", FIRST - 1, sentence);
    }

    private static void refused(String more, int line, String sentence) {
        assertThat(problems(Scripts.SMALL + more)).anySatisfy(problem -> {
            assertThat(problem.toString()).contains(sentence.strip());
            assertThat(problem.toString()).startsWith("line " + line);
        });
    }

    private static List<Problem> problems(String yaml) {
        return switch (ScriptReader.read(yaml)) {
            case ScriptReader.Read read -> List.of();
            case ScriptReader.Unreadable unreadable -> unreadable.problems();
        };
    }
}
