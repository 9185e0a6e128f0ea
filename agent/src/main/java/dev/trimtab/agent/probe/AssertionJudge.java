package dev.trimtab.agent.probe;

import com.google.re2j.Pattern;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.FailureClass;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Judges a response by what was asked of it. No clock: {@code now} is an argument. */
final class AssertionJudge {
    /** More expressions than any assignment holds; beyond it the memory starts anew. */
    private static final int PATTERNS_MAX = 4_096;

    /** From here on users see an error; it counts when the probe asserts no status of its own. */
    private static final int ERROR_STATUS_MIN = 400;

    private final ConcurrentHashMap<String, Pattern> patterns = new ConcurrentHashMap<>();

    /** An outcome with the words that explain it. */
    record Judgement(Outcome outcome, String detail) {}

    /** A challenge page first, then broken assertions: one that fails beats all that degrade. */
    Judgement judge(Response response, List<Assertion> assertions, String host, Instant now) {
        Optional<String> challenge = ChallengePage.recognise(response);
        if (challenge.isPresent()) {
            return new Judgement(new Outcome.Fail(FailureClass.CHALLENGE), challenge.orElseThrow());
        }
        if (response.status() >= ERROR_STATUS_MIN
                && assertions.stream().noneMatch(Assertion.Status.class::isInstance)) {
            return failed(response, assertions, FailureClass.STATUS, "status " + response.status());
        }
        Optional<Judgement> degraded = Optional.empty();
        for (Assertion assertion : assertions) {
            Optional<String> broken = broken(assertion, response, host, now);
            if (broken.isPresent()) {
                switch (assertion.severity()) {
                    case FAILED -> {
                        return failed(response, assertions, assertion.failureClass(), broken.orElseThrow());
                    }
                    case DEGRADED -> {
                        String why = broken.orElseThrow();
                        degraded = degraded.or(
                                () -> Optional.of(new Judgement(new Outcome.Degraded(assertion.failureClass()), why)));
                    }
                }
            }
        }
        return degraded.orElseGet(() -> new Judgement(new Outcome.Pass(), passed(response)));
    }

    private static String passed(Response response) {
        List<String> refusing = response.certificates().refusedBy();
        return response.words()
                + (refusing.isEmpty() ? "" : ", but trust " + String.join(", ", refusing) + " refuses the certificate");
    }

    /** Why a look that fails failed: a page that is not ours and asks for a person is a challenge, whatever broke first. */
    private Judgement failed(Response response, List<Assertion> assertions, FailureClass broken, String why) {
        boolean unproved = assertions.stream()
                .anyMatch(assertion -> assertion instanceof Assertion.Body body
                        && body.matches().isPresent()
                        && body(body, response).isPresent());
        Optional<String> challenge = unproved ? ChallengePage.recogniseWithoutProof(response) : Optional.empty();
        return challenge
                .map(words -> new Judgement(new Outcome.Fail(FailureClass.CHALLENGE), words))
                .orElseGet(() -> new Judgement(new Outcome.Fail(broken), why));
    }

    private Optional<String> broken(Assertion assertion, Response response, String host, Instant now) {
        return switch (assertion) {
            case Assertion.Status status ->
                says(!status.in().contains(response.status()), "status " + response.status() + ", not " + status.in());
            case Assertion.Header header -> header(header, response);
            case Assertion.Body body -> body(body, response);
            case Assertion.Json json -> json(json, response);
            case Assertion.Tls tls -> tls(tls, response.certificates(), host, now);
            case Assertion.Timing timing -> timing(timing, response.phases());
        };
    }

    private Optional<String> header(Assertion.Header header, Response response) {
        List<String> values = response.header(header.name());
        if (header.absent()) {
            return says(!values.isEmpty(), "header " + header.name() + " is there");
        }
        boolean equal = header.equalTo().map(values::contains).orElse(true);
        boolean matching = header.matches()
                .map(expression -> values.stream()
                        .anyMatch(value -> pattern(expression).matcher(value).find()))
                .orElse(true);
        return says(
                values.isEmpty() || !equal || !matching,
                "header " + header.name() + (values.isEmpty() ? " is missing" : " is not as asked"));
    }

    private Optional<String> body(Assertion.Body body, Response response) {
        int length = Math.min(body.withinBytes(), response.body().length);
        String text = response.text(length);
        boolean missing = body.matches()
                .map(expression -> !pattern(expression).matcher(text).find())
                .orElse(false);
        boolean unwanted = body.notMatches()
                .map(expression -> pattern(expression).matcher(text).find())
                .orElse(false);
        return says(
                missing || unwanted,
                "status " + response.status() + ", " + length + " bytes of body "
                        + (missing ? "without what must be there" : "with what must not be there"));
    }

    private static Optional<String> json(Assertion.Json json, Response response) {
        try {
            Object root = Json.decodeValue(Buffer.buffer(response.body()));
            Optional<String> found = Optional.ofNullable(root).flatMap(value -> new JsonPath(json.path()).read(value));
            return says(
                    !found.equals(Optional.of(json.equalTo())),
                    json.path() + " is " + found.map(value -> "not as asked").orElse("missing"));
        } catch (DecodeException noJson) {
            return Optional.of("the body is no JSON, status " + response.status());
        }
    }

    private Optional<String> tls(Assertion.Tls tls, PeerCertificates certificates, String host, Instant now) {
        if (certificates.own().isEmpty()) {
            return Optional.of("no certificate: the request is not encrypted");
        }
        X509Certificate own = certificates.own().orElseThrow();
        Optional<String> wanted = tls.sanIncludes().map(name -> name.replace("{host}", host));
        if (wanted.isPresent() && !CertificateNames.of(own).include(wanted.orElseThrow())) {
            return Optional.of("the certificate is not for " + wanted.orElseThrow());
        }
        String issuer = own.getIssuerX500Principal().getName();
        if (tls.issuer()
                .filter(expression -> !pattern(expression).matcher(issuer).find())
                .isPresent()) {
            return Optional.of("the certificate is issued by " + issuer);
        }
        if (tls.trustedByAll() && !certificates.refusedBy().isEmpty()) {
            return Optional.of("trust " + String.join(", ", certificates.refusedBy()) + " refuses the certificate");
        }
        Optional<String> old = ends("the certificate", own, tls.minDaysLeft(), now);
        for (X509Certificate of : certificates.chain()) {
            String which = "certificate of " + of.getSubjectX500Principal().getName();
            old = old.or(() -> ends(which, of, tls.chainMinDaysLeft(), now));
        }
        return old;
    }

    private static Optional<String> ends(String which, X509Certificate certificate, int minDaysLeft, Instant now) {
        Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
        return says(
                minDaysLeft > 0 && left.compareTo(Duration.ofDays(minDaysLeft)) < 0,
                which + " has " + left.toDays() + " days left, fewer than " + minDaysLeft);
    }

    private static Optional<String> timing(Assertion.Timing timing, Phases phases) {
        long micros = switch (timing.phase()) {
            case DNS -> phases.dnsMicros();
            case CONNECT -> phases.connectMicros();
            case TLS -> phases.tlsMicros();
            case FIRST_BYTE -> phases.firstByteMicros();
            case TOTAL -> phases.totalMicros();
        };
        return says(
                micros >= timing.lessThan().toNanos() / 1_000,
                timing.phase().name().toLowerCase(Locale.ROOT) + " took " + micros / 1_000 + " ms, limit "
                        + timing.lessThan().toMillis() + " ms");
    }

    private Pattern pattern(String expression) {
        if (patterns.size() > PATTERNS_MAX) {
            patterns.clear();
        }
        return patterns.computeIfAbsent(expression, Pattern::compile);
    }

    private static Optional<String> says(boolean broken, String why) {
        return broken ? Optional.of(why) : Optional.empty();
    }
}
