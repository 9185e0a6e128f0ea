package dev.trimtab.controller.leadership;

import dev.trimtab.contract.LeadershipContract.Stall;
import dev.trimtab.core.port.LeaseRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The way to a record, which may be cut, or stand still before a request leaves or before its answer is heard. */
final class TroubledRecord implements LeaseRecord {
    private final LeaseRecord inner;
    private boolean cut;
    private Optional<Stall> stalled = Optional.empty();

    TroubledRecord(LeaseRecord inner) {
        this.inner = inner;
    }

    synchronized void cut(boolean now) {
        cut = now;
    }

    synchronized void stall(Optional<Stall> where) {
        stalled = where;
        notifyAll();
    }

    @Override
    public Reading read(Duration timeout) {
        return through(() -> inner.read(timeout), new Reading.Unreadable("the way is cut"));
    }

    @Override
    public Writing write(Held next, String from, Duration timeout) {
        return through(() -> inner.write(next, from, timeout), new Writing.Unknown("the way is cut"));
    }

    private <T> T through(Supplier<T> request, T unanswered) {
        pass(Stall.BEFORE_SENDING);
        synchronized (this) {
            if (cut) {
                return unanswered;
            }
        }
        T answer = request.get();
        pass(Stall.BEFORE_HEARING);
        return answer;
    }

    private synchronized void pass(Stall here) {
        try {
            while (stalled.filter(here::equals).isPresent()) {
                wait();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return inner.toString();
    }

    @Override
    public void close() {
        inner.close();
    }
}
