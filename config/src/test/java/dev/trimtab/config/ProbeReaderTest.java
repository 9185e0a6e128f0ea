package dev.trimtab.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.IpVersion;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.Problem;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProbeReaderTest {
    @Test
    void everything_that_a_probe_may_say_is_read() {
        Spec spec = good(Example.whole()).spec();

        ProbeSpec home = probe(spec, "home-page");
        assertThat(home.request().trust()).containsExactly(RequestSpec.PLATFORM, "/etc/trimtab/trust/old-clients.pem");
        assertThat(home.request().secretHeaders()).isEqualTo(Map.of("x-probe-key", "/etc/trimtab/secrets/probe-key"));
        assertThat(home.request().protocols()).containsExactly(RequestSpec.Protocol.H2, RequestSpec.Protocol.HTTP1);
        assertThat(home.assertions())
                .filteredOn(assertion -> assertion instanceof Assertion.Tls tls && !tls.plain())
                .singleElement()
                .satisfies(assertion -> {
                    Assertion.Tls tls = (Assertion.Tls) assertion;
                    assertThat(tls.chainMinDaysLeft()).isEqualTo(7);
                    assertThat(tls.issuer()).isEqualTo(Optional.of("O=(Let's Encrypt|Google Trust Services|Amazon)"));
                });
        ProbeSpec dns = probe(spec, "target-dns");
        assertThat(dns.kind()).isEqualTo(ProbeKind.DNS_RECURSIVE);
        assertThat(dns.request().servers()).containsExactly("9.9.9.9", "1.1.1.1", "8.8.8.8");
        assertThat(dns.versions()).containsExactly(IpVersion.IPV4, IpVersion.IPV6);
        assertThat(probe(spec, "edge-tcp").assertions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request: { path: \"/\" } | request: { method: GET } | has no path",
                "request: { path: \"/\" } | servers: [9.9.9.9] | has no request",
                "request: { path: \"/\" } | request: { path: /, scheme: http, protocols: [h2] } | over TLS only",
                "request: { path: \"/\" } | request: { path: /, headers: { Cookie: a } } | under secretHeaders",
                "request: { path: \"/\" } | request: { path: /, secretHeaders: { x-key: s3cret } } | the absolute path",
                "request: { path: \"/\" } | request: { path: /, port: 0 } | 1 to 65535",
                "request: { path: \"/\" } | request: { path: /, trust: ca.pem } | platform",
                "kind: application | kind: tls | source status tells nothing",
                "weight: 70 | weight: 70, pinned: [edge.example.com] | expected an IP address",
                "automation: auto | detect: { budget: 0 } | 1 to 1000"
            })
    void what_makes_no_sense_is_an_error_that_says_why(String piece, String instead, String why) {
        assertThat(SpecReader.read(Example.small(piece, instead)))
                .isInstanceOfSatisfying(
                        Reading.Bad.class,
                        bad -> assertThat(bad.problems())
                                .extracting(Problem::sentence)
                                .anyMatch(s -> s.contains(why)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: application | kind: forced-miss | has no {nonce}",
                "matches: 'data-build=\"[0-9a-f]{7,40}\"' | notMatches: error | proves that the page is ours",
                "kind: application | kind: pinned | names no pinned addresses",
                "path: \"/\" | path: /, scheme: http, secretHeaders: { x-key: /run/key } | in clear",
                "automation: auto | detect: { interval: 100ms, budget: 30 } | makes 20.0 looks a second",
            })
    void what_will_hardly_do_what_it_is_for_is_a_warning(String piece, String instead, String why) {
        assertThat(good(Example.small(piece, instead)).warnings())
                .extracting(Problem::sentence)
                .anyMatch(sentence -> sentence.contains(why));
    }

    @Test
    void a_pasted_secret_is_never_repeated() {
        Reading reading =
                SpecReader.read(Example.small("path: \"/\"", "path: /, secretHeaders: { x-key: hunter2hunter2 }"));
        assertThat(reading.toString()).contains("secretHeaders").doesNotContain("hunter2");
    }

    private static ProbeSpec probe(Spec spec, String id) {
        return Optional.ofNullable(spec.probes().get(new ProbeId(id))).orElseThrow();
    }

    private static Reading.Good good(String yaml) {
        Reading reading = SpecReader.read(yaml);
        assertThat(reading).as("%s", reading).isInstanceOf(Reading.Good.class);
        return (Reading.Good) reading;
    }
}
