package dev.trimtab.fake;

import dev.trimtab.core.port.LeaseRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A {@link LeaseRecord} in memory; every {@link #way} of a test sees the same one. The next writes may fail as told. */
public final class MemoryLeaseRecord {
    /** What goes wrong with a write. */
    public enum Fault {
        /** Nothing is written, and the writer does not know. */
        LOST,
        /** It is written, and the writer does not know. */
        ANSWER_LOST
    }

    private final Deque<Fault> faults = new ArrayDeque<>();
    private Optional<LeaseRecord.Held> held = Optional.empty();
    private long version;

    public synchronized void next(Fault fault) {
        faults.add(fault);
    }

    /** Nothing is held any more, as before the first one. */
    public synchronized void lose() {
        held = Optional.empty();
        version++;
    }

    /** What somebody else left there. */
    public synchronized void put(LeaseRecord.Held other) {
        held = Optional.of(other);
        version++;
    }

    public synchronized Optional<LeaseRecord.Held> held() {
        return held;
    }

    private String version() {
        return held.isEmpty() ? LeaseRecord.ABSENT : Long.toString(version);
    }

    /** The record as one process sees it. */
    public LeaseRecord way() {
        return new Way();
    }

    private final class Way implements LeaseRecord {
        @Override
        public Reading read(Duration timeout) {
            synchronized (MemoryLeaseRecord.this) {
                return new Reading.Found(held, version());
            }
        }

        @Override
        public Writing write(Held next, String from, Duration timeout) {
            synchronized (MemoryLeaseRecord.this) {
                Optional<Fault> fault = Optional.ofNullable(faults.poll());
                if (fault.equals(Optional.of(Fault.LOST))) {
                    return new Writing.Unknown("no answer");
                }
                if (!from.equals(version())) {
                    return new Writing.Conflict();
                }
                put(next);
                return fault.isPresent() ? new Writing.Unknown("no answer") : new Writing.Written(version());
            }
        }

        @Override
        public String toString() {
            return "the record in memory";
        }

        @Override
        public void close() {}
    }
}
