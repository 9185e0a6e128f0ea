package dev.trimtab.core.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Something that must be true of a response. A broken one yields its {@link FailureClass} at its {@link Severity}.
 * Regular expressions are RE2: they cannot run away.
 */
public sealed interface Assertion {
    FailureClass failureClass();

    Severity severity();

    /** Whether agents of before assignments of version 2 know it. */
    default boolean plain() {
        return true;
    }

    /** What a broken assertion makes of the look. */
    enum Severity {
        FAILED,
        DEGRADED
    }

    /** The status is one of these. */
    record Status(SortedSet<Integer> in, FailureClass failureClass, Severity severity) implements Assertion {
        public Status {
            in = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(in));
        }
    }

    /** A header is absent, equals, or matches. Exactly one of the three. */
    record Header(
            String name,
            boolean absent,
            Optional<String> equalTo,
            Optional<String> matches,
            FailureClass failureClass,
            Severity severity)
            implements Assertion {}

    /** The body matches, or must not, within its first bytes. */
    record Body(
            Optional<String> matches,
            Optional<String> notMatches,
            int withinBytes,
            FailureClass failureClass,
            Severity severity)
            implements Assertion {}

    /** A value in a JSON body, by a path of keys and indices such as {@code $.status} or {@code $.items[0].id}. */
    record Json(String path, String equalTo, FailureClass failureClass, Severity severity) implements Assertion {}

    /**
     * The certificate names the host and has days left.
     *
     * @param minDaysLeft of the server's own certificate
     * @param chainMinDaysLeft of every certificate that the server sent; 0 asks nothing of them
     * @param issuer what the issuer's distinguished name (RFC 2253) matches
     * @param trustedByAll whether every trust profile of the request must accept the chain, and not just one
     */
    record Tls(
            Optional<String> sanIncludes,
            int minDaysLeft,
            int chainMinDaysLeft,
            Optional<String> issuer,
            boolean trustedByAll,
            FailureClass failureClass,
            Severity severity)
            implements Assertion {
        /** One that asks nothing of the chain. */
        public Tls(Optional<String> sanIncludes, int minDaysLeft, FailureClass failureClass, Severity severity) {
            this(sanIncludes, minDaysLeft, 0, Optional.empty(), false, failureClass, severity);
        }

        /** Whether it asks nothing of the chain. */
        @Override
        public boolean plain() {
            return chainMinDaysLeft == 0 && issuer.isEmpty() && !trustedByAll;
        }
    }

    /** A phase took less than this. */
    record Timing(Phase phase, Duration lessThan, FailureClass failureClass, Severity severity) implements Assertion {}

    /** The phases of a look. */
    enum Phase {
        DNS,
        CONNECT,
        TLS,
        FIRST_BYTE,
        TOTAL
    }
}
