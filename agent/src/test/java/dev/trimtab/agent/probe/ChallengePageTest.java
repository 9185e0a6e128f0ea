package dev.trimtab.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.Assertion.Severity;
import dev.trimtab.core.spec.FailureClass;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengePageTest {
    private static final Outcome CHALLENGE = new Outcome.Fail(FailureClass.CHALLENGE);
    private static final Assertion OK =
            new Assertion.Status(new TreeSet<>(Set.of(200)), FailureClass.STATUS, Severity.FAILED);
    private static final Assertion PROOF = new Assertion.Body(
            Optional.of("data-build=\"[0-9a-f]{7}\""), Optional.empty(), 4096, FailureClass.CONTENT, Severity.FAILED);

    @ParameterizedTest
    @ValueSource(ints = {200, 403, 429, 503})
    void each_of_three_layers_recognises_it_whatever_the_status(int status) {
        assertThat(judged(status, "", "cf-mitigated", "challenge")).as("header").isEqualTo(CHALLENGE);
        assertThat(judged(status, "<script>window._cf_chl_opt={}", "", ""))
                .as("known body")
                .isEqualTo(CHALLENGE);
        assertThat(judged(status, "Verifying you are human. Please enable JavaScript", "", ""))
                .as("no proof, and a page that asks for a person")
                .isEqualTo(CHALLENGE);
    }

    @Test
    void a_status_alone_is_never_a_challenge() {
        assertThat(judged(403, "Forbidden", "", "")).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
        assertThat(judged(429, "slow down", "", "")).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
        assertThat(judged(503, "", "", "")).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
    }

    @Test
    void our_own_page_may_ask_for_a_person() {
        assertThat(judged(200, "<html data-build=\"abcdef0\"> log in, solve this captcha", "", ""))
                .isEqualTo(new Outcome.Pass());
        assertThat(judged(
                        200,
                        "<html data-build=\"abcdef0\"> <script src=/cdn-cgi/challenge-platform/scripts/x>",
                        "",
                        ""))
                .isEqualTo(new Outcome.Pass());
        assertThat(judged(500, "<html data-build=\"abcdef0\"> captcha", "", ""))
                .as("ours, and ill")
                .isEqualTo(new Outcome.Fail(FailureClass.STATUS));
    }

    @Test
    void without_a_proof_to_look_for_its_absence_says_nothing() {
        Response response = response(403, "please solve the captcha", "", "");
        assertThat(new AssertionJudge()
                        .judge(response, List.of(OK), "www.example.test", Instant.EPOCH)
                        .outcome())
                .isEqualTo(new Outcome.Fail(FailureClass.STATUS));
    }

    private static Outcome judged(int status, String body, String header, String value) {
        return new AssertionJudge()
                .judge(response(status, body, header, value), List.of(OK, PROOF), "www.example.test", Instant.EPOCH)
                .outcome();
    }

    private static Response response(int status, String body, String header, String value) {
        TreeMap<String, List<String>> headers =
                new TreeMap<>(header.isEmpty() ? Map.of() : Map.of(header, List.of(value)));
        return new Response(status, headers, body.getBytes(StandardCharsets.UTF_8), PeerCertificates.NONE, Phases.NONE);
    }
}
