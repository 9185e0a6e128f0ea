package dev.trimtab.agent.probe;

import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * Knows the pages that delivery networks put before a customer's page to tell people from programs. They come with 200, 403
 * or 503 alike, so the status says nothing.
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

    private ChallengePage() {}

    /** What gives it away, or empty when it is none. */
    static Optional<String> recognise(Response response) {
        if (response.header("cf-mitigated").stream().anyMatch(value -> value.equalsIgnoreCase("challenge"))) {
            return Optional.of("cf-mitigated: challenge, status " + response.status());
        }
        if (response.header("x-amzn-waf-action").stream().anyMatch(value -> !value.isBlank())) {
            return Optional.of("x-amzn-waf-action, status " + response.status());
        }
        int length = Math.min(response.body().length(), SEARCHED_BYTES_MAX);
        String head = response.body().getString(0, length, "UTF-8");
        return KNOWN_BODIES.matcher(head).find()
                ? Optional.of("body of a challenge page, status " + response.status())
                : Optional.empty();
    }
}
