package dev.trimtab.agent.probe;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Knows the pages that delivery networks put before a customer's page to tell people from programs. They come with 200, 403
 * or 503 alike, so the status says nothing. Three layers: what the network says of it in a header; bodies that are known; and
 * where the proof that the page is ours is missing, words that only mean something because it is.
 */
final class ChallengePage {
    /** A challenge page shows itself in its head; a longer search would cost every healthy look. */
    private static final int SEARCHED_BYTES_MAX = 64 * 1024;

    /**
     * Cloudflare's page, AWS WAF's, Imperva's. The path below {@code challenge-platform/scripts} is left out: Cloudflare puts
     * that script into healthy pages too.
     */
    private static final Pattern KNOWN_BODIES =
            Pattern.compile("(?i)<title>\\s*just a moment|please unblock challenges\\.cloudflare\\.com|_cf_chl_opt"
                    + "|/cdn-cgi/challenge-platform/(?:[^s]|s[^c])|window\\.gokuProps|Incapsula incident ID");

    /** One of these stands in each of them: to look for words is a fraction of the work of an expression. */
    private static final List<String> MARKS = List.of(
            "just a moment",
            "challenges.cloudflare.com",
            "_cf_chl_opt",
            "/cdn-cgi/challenge-platform/",
            "gokuprops",
            "incapsula");

    /** Our own log-in page may say these too: they count only where our page is not. */
    private static final Pattern ASKS_FOR_A_PERSON =
            Pattern.compile("(?i)captcha|turnstile|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot"
                    + "|(?:enable|turn on|requires?) (?:javascript|cookies)|checking your browser|px-captcha"
                    + "|datadome|_abck|unusual traffic|ddos protection");

    private ChallengePage() {}

    /** What gives it away by itself, or empty when nothing does. */
    static Optional<String> recognise(Response response) {
        if (response.header("cf-mitigated").stream().anyMatch(value -> value.equalsIgnoreCase("challenge"))) {
            return Optional.of("cf-mitigated: challenge, status " + response.status());
        }
        if (response.header("x-amzn-waf-action").stream().anyMatch(value -> !value.isBlank())) {
            return Optional.of("x-amzn-waf-action, status " + response.status());
        }
        String head = response.text(SEARCHED_BYTES_MAX);
        String lower = head.toLowerCase(Locale.ROOT);
        return MARKS.stream().anyMatch(lower::contains)
                        && KNOWN_BODIES.matcher(head).find()
                ? Optional.of("body of a challenge page, status " + response.status())
                : Optional.empty();
    }

    /** What gives it away on a page that is not ours. */
    static Optional<String> recogniseWithoutProof(Response response) {
        return ASKS_FOR_A_PERSON.matcher(response.text(SEARCHED_BYTES_MAX)).find()
                ? Optional.of("a page that asks for a person and not ours, status " + response.status())
                : Optional.empty();
    }
}
