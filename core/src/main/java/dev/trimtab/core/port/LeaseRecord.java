package dev.trimtab.core.port;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One record that several controllers see and change by compare-and-set only: who leads. Whatever offers that much can elect
 * a leader: an API server, a database, a zone. Blocking, for no longer than asked; failures that can happen are results.
 * Whoever adds one extends {@code LeaseRecordContract}.
 */
public interface LeaseRecord extends AutoCloseable {
    /** What is held there now. */
    Reading read(Duration timeout);

    /**
     * Replaces what was read.
     *
     * @param from version of what was read, or {@link #ABSENT}: anything else there by now is a conflict and stays
     */
    Writing write(Held next, String from, Duration timeout);

    /** Where it is, for sentences; no secret. */
    @Override
    String toString();

    @Override
    void close();

    /** The version of nothing. */
    String ABSENT = "";

    /**
     * Who holds the lease.
     *
     * @param holder unique to one process, {@code identity/what makes it unique}; empty for a lease that was given back
     * @param fence of this holder, or of the last one
     * @param lease how long it counts on from the moment before it sent this
     * @param turn grows with each write, so that no two are the same
     */
    record Held(String holder, long fence, Duration lease, long turn) {
        private static final Pattern HOLDER = Pattern.compile("|[A-Za-z0-9._-]{1,100}/[0-9a-z]{1,20}");

        public Held {
            if (!HOLDER.matcher(holder).matches()) {
                throw new IllegalArgumentException("no holder of a lease such as host-1/4f2a: " + holder);
            }
            if (fence < 0 || turn < 0 || lease.isNegative()) {
                throw new IllegalArgumentException("a lease of negative numbers: " + fence + " " + lease + " " + turn);
            }
        }

        public boolean free() {
            return holder.isEmpty();
        }

        /** The holder as people know it. */
        public String identity() {
            return holder.substring(0, Math.max(holder.indexOf('/'), 0));
        }
    }

    /** How a reading ended. */
    sealed interface Reading {
        /** @param version names exactly this state; {@link #ABSENT} when nothing is held */
        record Found(Optional<Held> held, String version) implements Reading {}

        /** Nothing is known, not even that nothing is held. */
        record Unreadable(String reason) implements Reading {}
    }

    /** How a write ended. */
    sealed interface Writing {
        /** @param version of what is held now */
        record Written(String version) implements Writing {}

        /** Something else is there than what was read; surely nothing was written. */
        record Conflict() implements Writing {}

        /** Written, perhaps: the next reading tells. */
        record Unknown(String reason) implements Writing {}
    }
}
