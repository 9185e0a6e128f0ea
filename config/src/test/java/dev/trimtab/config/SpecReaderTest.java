package dev.trimtab.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Problem;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.ReturnWindow;
import dev.trimtab.core.spec.Spec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class SpecReaderTest {
    @Test
    void the_whole_example_is_good_and_names_what_is_not_built() {
        Reading.Good good = good(Example.whole());

        assertThat(good.warnings()).allMatch(problem -> problem.severity() == Problem.Severity.WARNING);
        assertThat(good.warnings().stream()
                        .filter(w -> w.sentence().contains("not built yet"))
                        .map(Problem::path))
                .containsExactlyInAnyOrder(
                        "credentials.route53-writer",
                        "providers[0].type",
                        "providers[1].type",
                        "publish.acceptedBy",
                        "publish.maxDivergence",
                        "cdns[2].commit",
                        "cdns[3].capacity.demand",
                        "names[0]",
                        "signals",
                        "notifications",
                        "access",
                        "drills");
    }

    @Test
    void safety_rules_are_read_in_the_unit_of_their_fact() {
        String yaml = Example.small("names:", """
                safetyRules:
                  - { id: edges, fact: edges.live, atLeast: 2, for: 5m }
                  - { id: beta-at-most, fact: share.of, of: beta, atMost: 62.5% }
                  - { id: fresh, fact: telemetry.age, atMost: 30s }
                names:""");

        assertThat(good(yaml).warnings()).isEmpty();
        assertThat(good(yaml).spec().safetyRules())
                .extracting(Object::toString)
                .containsExactly(
                        "edges.live at least 2 for 300 s",
                        "share.of beta at most 62.5 %",
                        "telemetry.age at most 30 s");
    }

    @Test
    void a_rate_is_a_percentage_of_what_the_origin_declares() {
        assertThat(good(Example.whole()).spec().safetyRules())
                .extracting(Object::toString)
                .containsExactly("edges.live at least 1", "origin.projectedRps at most 4500 requests/s");
        assertThat(good(Example.whole()).warnings())
                .extracting(Problem::path)
                .contains("safetyRules[1].id", "safetyRules[1].fact");
    }

    @Test
    void the_name_of_the_whole_example_is_looked_at_and_not_steered() {
        NameSpec name = name(Example.whole());

        assertThat(name.steered()).isFalse();
        assertThat(name.notSteeredBecause()).contains("provider ns1: type ns1", "provider r53: type route53");
        assertThat(name.target(new CdnId("cloudflare")).orElseThrow().weights())
                .isEqualTo(Map.of(new RegionId("eu"), 60, new RegionId("na"), 50, RegionId.DEFAULT, 50));
        assertThat(name.target(new CdnId("fastly")).orElseThrow().weights())
                .hasSize(3)
                .containsEntry(RegionId.DEFAULT, 0);
    }

    @Test
    void a_small_file_on_the_embedded_server_is_steered_without_a_warning() {
        Reading.Good good = good(Example.small());

        assertThat(good.warnings()).isEmpty();
        NameSpec name = good.spec().names().get(SteeredName.of("www.steer.example.com"));
        assertThat(name.steered()).isTrue();
        assertThat(name.notSteeredBecause()).isEmpty();
        assertThat(name.automation()).isEqualTo(Automation.AUTO);
    }

    @Test
    void trial_writes_are_five_minutes_apart_unless_the_file_says_otherwise() {
        assertThat(good(Example.small()).spec().publish().canaryEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(good(Example.small("names:", "publish: { canaryEvery: 90s }\nnames:"))
                        .spec()
                        .publish()
                        .canaryEvery())
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void the_demos_file_is_steered() {
        String key = Example.small().replaceAll("(?s).*?publicKey: \"([^\"]+)\".*", "$1");
        String yaml = Example.read("demo/trimtab.yaml")
                .replaceAll("@[A-Z]+_KEY@", key)
                .replaceAll("@[A-Z_]+_PORT@", "8443")
                .replace("@CA_FILE@", "/tmp/ca.pem");

        assertThat(name(yaml).steered()).isTrue();
        assertThat(name(yaml).targets()).hasSize(3);
    }

    @Test
    void defaults_fill_what_a_name_does_not_say() {
        NameSpec name = name(Example.small("    automation: auto\n", ""));

        assertThat(name.detect())
                .isEqualTo(new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)));
        assertThat(name.failback())
                .isEqualTo(new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1000,
                        Duration.ofMinutes(5)));
        assertThat(name.limits()).isEqualTo(new LimitsSpec(1000, 18, 6));
        assertThat(name.quorum()).isEqualTo(new QuorumSpec(2, 2));
        assertThat(name.ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(name.automation()).isEqualTo(Automation.OBSERVE);
        assertThat(name.regions()).containsExactly(RegionId.DEFAULT);
        assertThat(name.type()).isEqualTo(NameSpec.RecordType.CNAME);
    }

    @Test
    void a_window_of_returns_is_read() {
        NameSpec name = name(
                Example.small(
                        "automation: auto",
                        "failback: { mode: window, window: { days: [Mon, Fri], from: \"22:00\", to: \"04:30\", zone: Europe/Berlin } }"));
        assertThat(name.failback().window())
                .contains(new ReturnWindow(
                        new TreeSet<>(List.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)),
                        LocalTime.of(22, 0),
                        LocalTime.of(4, 30),
                        ZoneId.of("Europe/Berlin")));
        assertThat(name.failback().mode()).isEqualTo(FailbackSpec.Mode.WINDOW);
    }

    @Test
    void capacity_in_requests_a_second_is_read_and_without_a_demand_it_is_said_that_it_limits_nothing() {
        String said = "capacity: { maxRps: 6000, regions: { eu: 900 }, demand: 20000, headroom: 25% }";
        Reading.Good good = good(Example.small("name: beta, kind: edge", "name: beta, kind: edge, " + said));
        CdnSpec beta = good.spec().cdn(new CdnId("beta"));
        assertThat(beta.rates())
                .isEqualTo(new CdnSpec.Rates(
                        Optional.of(6_000L), new TreeMap<>(Map.of(new RegionId("eu"), 900L)), Optional.of(20_000L)));
        assertThat(beta.usable(6_000)).isEqualTo(4_500);
        assertThat(good.warnings()).isEmpty();

        Reading.Good unmeasured =
                good(Example.small("name: beta, kind: edge", "name: beta, kind: edge, capacity: { maxRps: 6000 }"));
        assertThat(unmeasured.warnings())
                .anySatisfy(problem -> assertThat(problem.toString()).contains("cdns[1].capacity", "limit nothing"));
    }

    @Test
    void a_name_overrides_single_keys_of_the_defaults() {
        String yaml =
                Example.small("providers:", "defaults: { detect: { interval: 5s, fall: 3 }, ttl: 20s }\nproviders:");
        NameSpec name = name(Example.changed(yaml, "automation: auto", "detect: { fall: 4 }"));

        assertThat(name.detect().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(name.detect().fall()).isEqualTo(4);
        assertThat(name.ttl()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void the_name_is_its_own_host_when_none_is_given() {
        assertThat(name(Example.small("    hosts: [www.example.com]\n", "")).hosts())
                .extracting(Object::toString)
                .containsExactly("www.steer.example.com");
    }

    @Test
    void addresses_are_read_as_addresses() {
        String yaml = Example.small("address: shop.alpha.example.net", "address: [2001:db8::1, 192.0.2.1]");
        NameSpec name = name(Example.changed(yaml, "address: shop.beta.example.net", "address: 192.0.2.9"));

        assertThat(name.type()).isEqualTo(NameSpec.RecordType.ADDRESS);
        assertThat(((Answer.Addresses) name.targets().getFirst().answer()).v4()).hasSize(1);
        assertThat(((Answer.Addresses) name.targets().getFirst().answer()).v6()).hasSize(1);
    }

    @Test
    void the_fallback_order_is_edges_then_origins_then_static() {
        String yaml = Example.small(
                "  - { name: alpha, kind: edge }", "  - { name: alpha, kind: origin, capacity: { maxShare: 8% } }");

        assertThat(name(yaml).fallbackOrder()).containsExactly(new CdnId("beta"), new CdnId("alpha"));
    }

    @Test
    void assertions_carry_the_class_of_their_source_and_limits() {
        Spec spec = good(Example.whole()).spec();
        List<Assertion> assertions = spec.probes().values().stream()
                .filter(probe -> probe.id().value().equals("home-page"))
                .findFirst()
                .orElseThrow()
                .assertions();

        assertThat(assertions)
                .extracting(Assertion::failureClass)
                .containsExactly(
                        FailureClass.STATUS,
                        FailureClass.CHALLENGE,
                        FailureClass.CHALLENGE,
                        FailureClass.CONTENT,
                        FailureClass.TLS,
                        FailureClass.TLS,
                        FailureClass.LATENCY);
        assertThat(((Assertion.Body) assertions.get(2)).withinBytes()).isEqualTo(64 * 1024);
        assertThat(((Assertion.Body) assertions.get(3)).withinBytes()).isEqualTo(256 * 1024);
        assertThat(assertions.getLast().severity()).isEqualTo(Assertion.Severity.DEGRADED);
    }

    @Test
    void a_zone_is_fully_qualified_and_settings_are_text() {
        var provider = good(Example.small("zone: steer.example.com", "zone: Steer.Example.com"))
                .spec()
                .providers()
                .values()
                .iterator()
                .next();

        assertThat(provider.zone()).isEqualTo("steer.example.com.");
        assertThat(provider.settings()).isEqualTo(Map.of("ns", "ns1.example.com,ns2.example.com"));
    }

    @Test
    void regional_weights_on_a_provider_without_regions_are_not_steered() {
        String yaml = Example.small("weight: 70", "weight: { eu: 70, default: 60 }");
        NameSpec name = name(Example.changed(yaml, "automation: auto", "regions: [eu, default]"));

        assertThat(name.steered()).isFalse();
        assertThat(name.notSteeredBecause()).contains("here (embedded) cannot steer regions");
    }

    @Test
    void every_problem_is_named_at_once_with_path_and_line() {
        String yaml = Example.small("weight: 70", "wieght: 70");
        yaml = Example.changed(yaml, "kind: Config", "kind: Konfig");
        yaml = Example.changed(yaml, "in: [200]", "in: [OK]");
        yaml = Example.changed(yaml, "cdn: beta", "cdn: bета");
        List<Problem> problems = ((Reading.Bad) SpecReader.read(yaml)).problems();

        assertThat(problems)
                .extracting(Problem::path)
                .contains(
                        "kind",
                        "probes.home-page.assertions[0].in[0]",
                        "names[0].targets[0].wieght",
                        "names[0].targets[0].weight",
                        "names[0].targets[1].cdn");
        assertThat(problems).extracting(Problem::line).doesNotContain(0).isSorted();
        assertThat(problems.toString()).contains("did you mean 'weight'?");
    }

    @Test
    void yaml_ones_words_are_text() {
        assertThat(good(Example.small("eu: { continents: [EU] }", "eu: { countries: [NO] }"))
                        .spec()
                        .regions()
                        .get(new RegionId("eu"))
                        .countries())
                .containsExactly("NO");
    }

    @Test
    void an_anchor_can_be_reused() {
        String yaml = Example.small("in: [200]", "in: &fine [200]");
        yaml = Example.changed(yaml, "names:\n", """
                  other:
                    kind: application
                    request: { path: "/x" }
                    assertions: [ { source: status, in: *fine } ]
                names:
                """);

        assertThat(SpecReader.read(yaml)).isInstanceOf(Reading.Good.class);
    }

    private static NameSpec name(String yaml) {
        return good(yaml).spec().names().values().iterator().next();
    }

    private static Reading.Good good(String yaml) {
        Reading reading = SpecReader.read(yaml);
        assertThat(reading).isInstanceOf(Reading.Good.class);
        return (Reading.Good) reading;
    }
}
