package dev.trimtab.core.spec;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Shares;
import java.time.Duration;
import java.util.Optional;

/**
 * A safety rule of the operator's own: data over the closed list of {@link Fact}s, beside the built-in rules.
 *
 * @param id its name in rulings, by which it is overridden
 * @param cdn the CDN that the fact is about, where it is about one
 * @param limit in the fact's unit: a count, basis points, milliseconds or requests a second
 * @param lasting for how long it must have been so before automation may act; zero = now is enough
 */
public record SafetyRuleSpec(String id, Fact fact, Optional<CdnId> cdn, Bound bound, long limit, Duration lasting) {
    /** On which side of the limit it allows. */
    public enum Bound {
        AT_LEAST("at least"),
        AT_MOST("at most");

        private final String word;

        Bound(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public SafetyRuleSpec {
        if (limit < 0 || lasting.isNegative()) {
            throw new IllegalArgumentException("safety rule " + id + ": limit " + limit + ", for " + lasting);
        }
        if (cdn.isPresent() != (fact.of() == Fact.Of.CDN)) {
            throw new IllegalArgumentException("safety rule " + id + ": " + fact.word()
                    + (cdn.isPresent() ? " is about no single CDN" : " needs the CDN that it is about"));
        }
    }

    /** The fact with its CDN, such as {@code share.of cloudflare}. */
    public String subject() {
        return fact.word() + cdn.map(id -> " " + id).orElse("");
    }

    /** A number of this fact as people read it. */
    public String shown(long value) {
        return switch (fact.unit()) {
            case COUNT -> Long.toString(value);
            case SHARE -> Shares.percent(Math.toIntExact(Math.min(value, Integer.MAX_VALUE)));
            case TIME -> value % 1000 == 0 ? value / 1000 + " s" : value + " ms";
            case RATE -> value + " requests/s";
        };
    }

    /** What it asks for, such as {@code edges.live at least 1}. */
    @Override
    public String toString() {
        return subject() + " " + bound.word() + " " + shown(limit)
                + (lasting.isZero() ? "" : " for " + lasting.toSeconds() + " s");
    }
}
