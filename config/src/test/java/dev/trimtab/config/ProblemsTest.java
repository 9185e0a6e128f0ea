package dev.trimtab.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.spec.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One change of the small example for each kind of problem. */
final class ProblemsTest {
    @ParameterizedTest(name = "{1} -> {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cdn: beta | cdn: betta | names[0].targets[1].cdn | did you mean 'beta'?",
                "cdn: beta | cdn: alpha | names[0].targets[1].cdn | is a target of this name already",
                "probes: [home-page] | probes: [homepage] | names[0].probes[0] | did you mean 'home-page'?",
                "probes: [home-page] | probes: [home-page, home-page] | names[0].probes[1] | a second time",
                "automation: auto | regions: [us] | names[0].regions[0] | there is no region 'us'",
                "automation: auto | providers: [her] | names[0].providers[0] | did you mean 'here'?",
                "automation: auto | fallbackOrder: [alpha] | names[0].fallbackOrder | leaves out beta",
                "automation: auto | fallbackOrder: [alpha, beta, gamma] | names[0].fallbackOrder[2] | there is no target",
                "automation: auto | limits: { changesPerHour: 3, reservedForEscapes: 4 } | names[0].limits.reservedForEscapes | more than changesPerHour 3",
                "automation: auto | quorum: { networks: 3, reporting: 2 } | names[0].quorum.reporting | less than networks 3",
                "automation: auto | ttl: 0s | names[0].ttl | expected 1s to 24h",
                "automation: auto | ttl: 1500ms | names[0].ttl | expected whole seconds",
                "automation: auto | detect: { interval: 1ms } | names[0].detect.interval | expected 100ms to 1h",
                "automation: auto | failback: { holdDown: 3h, holdDownMax: 1h } | names[0].failback.holdDownMax | less than holdDown 3h",
                "automation: auto | failback: { stepMax: 0% } | names[0].failback.stepMax | more than 0%",
                "automation: auto | failback: { mode: window } | names[0].failback.mode | failback.window is not there",
                "automation: auto | failback: { mode: window, window: { from: \"22:00\", to: \"25:00\" } } | names[0].failback.window.to | a time of day",
                "automation: auto | failback: { mode: window, window: { from: \"22:00\", to: \"04:00\", zone: Europe/Berln } } | names[0].failback.window.zone | there is no time zone 'Europe/Berln'",
                "automation: auto | failback: { mode: window, window: { from: \"22:00\", to: \"04:00\", days: [Monday] } } | names[0].failback.window.days[0] | expected one of Mon",
                "name: beta, kind: edge | name: beta, kind: edge, capacity: { maxRps: 0 } | cdns[1].capacity.maxRps | a whole number from 1",
                "name: beta, kind: edge | name: beta, kind: edge, capacity: { headroom: 100% } | cdns[1].capacity.headroom | expected 0% to 99.99%",
                "name: beta, kind: edge | name: beta, kind: edge, capacity: { regions: { ue: 500 } } | cdns[1].capacity.regions.ue | did you mean 'eu'?",
                "name: beta, kind: edge | name: beta, kind: edge, bypass: { gate: \"https://hooks.example.net/open\" } | cdns[1].bypass | only an origin has one",
                "name: beta, kind: edge | name: beta, kind: origin, capacity: { maxShare: 8% }, bypass: { timeout: 1ms } | cdns[1].bypass.timeout | expected 100ms to 2m",
                "name: beta, kind: edge | name: beta, kind: origin, capacity: { maxShare: 8% }, bypass: { credential: hook } | cdns[1].bypass.credential | there is no credential 'hook'",
                "automation: auto | type: ADDRESS | names[0].targets[0].address | needs IP addresses",
                "automation: auto | onNoData: fail-open | names[0].onNoData | expected hold",
                "name: www.steer.example.com | name: www.other.example.org | names[0].name | lies in no zone",
                "name: www.steer.example.com | name: steer.example.com | names[0].type | no CNAME may stand",
                "hosts: [www.example.com] | hosts: [a.example.com, A.example.com.] | names[0].hosts[1] | a second time",
                "address: shop.alpha.example.net | address: www.example.com | names[0].targets[0].address | leads back",
                "address: shop.alpha.example.net | address: 300.1.2.3 | names[0].targets[0].address | expected a DNS name or an IP address",
                "address: shop.alpha.example.net | address: [shop.example.net] | names[0].targets[0].address[0] | only these may stand in a list",
                "weight: 70 | weight: { us: 3, default: 1 } | names[0].targets[0].weight.us | the name has no region",
                "weight: 70 | weight: 70, probeAt: \"127.0.0.1:99999\" | names[0].targets[0].probeAt | expected a port",
                "region: eu, network: AS64500 | region: ue, network: AS64500 | vantages[0].region | did you mean 'eu'?",
                "name: ams | name: fra | vantages[1].name | the name of an earlier entry",
                "name: beta, kind: edge | name: alpha, kind: edge | cdns[1].name | the name of an earlier entry",
                "name: beta, kind: edge | name: beta, kind: edge, capacity: { maxShare: 120% } | cdns[1].capacity.maxShare | expected 0% to 100%",
                "eu: { continents: [EU] } | default: { continents: [EU] } | regions.default.continents | everybody else",
                "request: { path: \"/\" } | request: { path: \"/{hosst}\" } | probes.home-page.request.path | did you mean 'host'?",
                "in: [200] | in: [200, 200.5] | probes.home-page.assertions[0].in[1] | a whole number",
                "source: status, in: [200] | source: body | probes.home-page.assertions[0] | expected matches or notMatches",
                "source: status, in: [200] | source: body, matches: '(' | probes.home-page.assertions[0].matches | RE2",
                "source: status, in: [200] | source: body, matches: x, within: 1MiB | probes.home-page.assertions[0].within | bodyLimit",
                "source: status, in: [200] | source: header, name: x | probes.home-page.assertions[0] | expected exactly one",
                "source: status, in: [200] | source: header, name: x, absent: true, equals: y | probes.home-page.assertions[0] | expected exactly one",
                "source: status, in: [200] | source: tls | probes.home-page.assertions[0] | expected sanIncludes or minDaysLeft",
                "source: status, in: [200] | source: timing, metric: firstbyte, lessThan: 1s | probes.home-page.assertions[0].metric | did you mean 'firstByte'?",
                "source: status, in: [200] | source: timing, metric: total, lessThan: 0s | probes.home-page.assertions[0].lessThan | is 0",
                "source: status, in: [200] | source: json, path: status, equals: ok | probes.home-page.assertions[0].path | $.items[0].id",
                "ns: [ns1.example.com, ns2.example.com] | nss: [ns1.example.com] | providers[0].nss | did you mean 'ns'?",
                "type: embedded | type: powerdns, url: \"http://127.0.0.1:8081\", credential: key | providers[0].credential | names no entry of credentials",
            })
    void a_problem_has_its_path_and_its_sentence(String piece, String instead, String path, String sentence) {
        List<Problem> problems = problems(Example.small(piece, instead));

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.sentence()).contains(sentence);
            assertThat(problem.line()).isPositive();
        });
    }

    @ParameterizedTest(name = "{0} -> {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id: x, fact: edge.live, atLeast: 1 | fact | did you mean 'edges.live'?",
                "id: x, fact: edges.live |  | exactly one of atLeast and atMost",
                "id: x, fact: edges.live, atLeast: 1, atMost: 2 |  | exactly one of atLeast and atMost",
                "id: x, fact: edges.live, atLeast: 10% | atLeast | edges.live expects a whole number",
                "id: x, fact: share.moved, atMost: 10 | atMost | share.moved expects a percentage",
                "id: x, fact: telemetry.age, atMost: 5 | atMost | telemetry.age expects a duration",
                "id: x, fact: share.of, atMost: 10% |  | needs the CDN that it is about",
                "id: x, fact: share.of, atMost: 10%, of: betta | of | did you mean 'beta'?",
                "id: x, fact: edges.live, atLeast: 1, of: beta | of | is of nothing else",
                "id: x, fact: origin.rps, atMost: 75%, of: origin.maxRps | of | 0 origins declare capacity.maxRps",
                "id: x, fact: edges.live, atLeast: 1, for: 2d | for | expected at most 24h",
            })
    void a_safety_rule_that_says_nothing_is_named(String rule, @Nullable String key, String sentence) {
        List<Problem> problems = problems(Example.small("names:", "safetyRules: [{ " + rule + " }]\nnames:"));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("safetyRules[0]" + (key == null ? "" : "." + key));
            assertThat(problem.sentence()).contains(sentence);
        });
    }

    @Test
    void trial_writes_are_neither_a_storm_nor_forgotten() {
        for (String every : List.of("1s", "2h")) {
            assertThat(problems(Example.small("names:", "publish: { canaryEvery: " + every + " }\nnames:")))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.path()).isEqualTo("publish.canaryEvery");
                        assertThat(problem.sentence()).contains(every, "expected 10s to 1h");
                    });
        }
    }

    @Test
    void a_zone_leaves_room_for_the_record_of_trial_writes() {
        String zone = "a123456789.".repeat(22) + "example.com";

        assertThat(problems(Example.small("zone: steer.example.com", "zone: " + zone)))
                .anySatisfy(problem -> {
                    assertThat(problem.path()).isEqualTo("providers[0].zone");
                    assertThat(problem.sentence()).contains("has 254 characters, at most 238");
                });
    }

    @Test
    void a_safety_rules_id_stands_once() {
        String rule = "{ id: x, fact: edges.live, atLeast: 1 }";
        assertThat(problems(Example.small("names:", "safetyRules: [" + rule + ", " + rule + "]\nnames:")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("safetyRules[1].id"));
    }

    @Test
    void weights_that_are_all_zero_are_refused() {
        String yaml = Example.changed(Example.small("weight: 70", "weight: 0"), "weight: 30", "weight: 0");

        assertThat(problems(yaml))
                .anyMatch(problem -> problem.sentence().contains("every weight in region default is 0"));
    }

    @Test
    void a_broken_probe_is_not_also_a_missing_one() {
        assertThat(problems(Example.small("source: status", "source: statsu")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("did you mean 'status'?"));
    }

    @Test
    void a_name_is_steered_once() {
        String yaml = Example.small();
        String name = yaml.substring(yaml.indexOf("  - name: www.steer.example.com"));

        assertThat(problems(yaml + name.replace("www.steer.example.com", "WWW.steer.example.com.")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("names[1].name");
                    assertThat(problem.sentence()).contains("steered by an earlier entry");
                });
    }

    @Test
    void users_are_at_most_everybody() {
        assertThat(problems(Example.small("eu: { continents: [EU] }", "eu: { users: 60% }\n  na: { users: 50% }")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("110 %"));
    }

    @Test
    void without_vantages_there_is_no_configuration() {
        String yaml = Example.small();
        String none = yaml.substring(0, yaml.indexOf("  - { name: fra")) + yaml.substring(yaml.indexOf("probes:"));

        assertThat(problems(none.replace("vantages:", "vantages: []")))
                .anyMatch(problem -> problem.path().equals("vantages") && problem.severity() == Problem.Severity.ERROR);
    }

    @Test
    void a_probe_that_only_classifies_makes_nothing_known() {
        String yaml = Example.small();
        String only = yaml.substring(0, yaml.indexOf("    kind: application"))
                + "    kind: dns-authoritative\n"
                + yaml.substring(yaml.indexOf("names:"));
        Reading reading = SpecReader.read(only);

        assertThat(((Reading.Good) reading).warnings().toString()).contains("no probe of this name runs on");
    }

    @Test
    void a_quorum_that_cannot_come_about_is_a_warning_that_says_what_to_add() {
        Reading reading = SpecReader.read(Example.small("automation: auto", "quorum: { networks: 2, reporting: 5 }"));

        assertThat(((Reading.Good) reading).warnings())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.sentence()).contains("holds", "add 2 vantages in other networks"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "automation: auto\n    apiKey: 5ecret-5ecret",
                "automation: auto\n    token: 5ecret-5ecret",
                "automation: auto\n    secret: 5ecret-5ecret"
            })
    void a_secret_in_the_file_is_refused_and_not_repeated(String instead) {
        assertThat(problems(Example.small("automation: auto", instead)))
                .isNotEmpty()
                .allSatisfy(problem -> {
                    assertThat(problem.sentence()).contains("a secret never stands in this file");
                    assertThat(problem.toString()).doesNotContain("5ecret");
                });
    }

    @Test
    void a_secret_in_the_place_of_its_file_is_not_repeated() {
        List<Problem> problems = problems(Example.small("providers:", """
                credentials:
                  a: { type: file, path: 5ecret-5ecret }
                notifications:
                  - { name: chat, type: slack, secret: 5ecret-5ecret, events: ["*"] }
                controlGroup: ["https://user:5ecret-5ecret@example.net/"]
                providers:"""));

        assertThat(problems.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR))
                .extracting(Problem::path)
                .containsExactly("credentials.a.path", "notifications[0].secret", "controlGroup[0]");
        assertThat(problems.toString()).doesNotContain("5ecret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing but a comment\n",
                "---\n",
                "null",
                "just text",
                "[1, 2]",
                "{",
                "a: b: c",
                "\t- x",
                "a: 1\n---\nb: 2\n",
                "? [a]\n: b\n",
                "a: !!java.net.URL [x]",
                "a: *missing",
                "a: &a { b: *a }",
                "a: \u0007",
            })
    void what_is_no_configuration_is_bad(String yaml) {
        assertThat(SpecReader.read(yaml)).isInstanceOf(Reading.Bad.class);
    }

    @Test
    void a_key_that_stands_twice_is_named_with_both_lines() {
        assertThat(problems(Example.small("    automation: auto\n", "    automation: auto\n    automation: observe\n")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("names[0].automation");
                    assertThat(problem.sentence()).contains("a second time");
                });
    }

    private static List<Problem> problems(String yaml) {
        Reading reading = SpecReader.read(yaml);
        assertThat(reading).isInstanceOf(Reading.Bad.class);
        return ((Reading.Bad) reading).problems();
    }
}
