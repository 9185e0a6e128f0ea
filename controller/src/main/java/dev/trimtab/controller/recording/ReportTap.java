package dev.trimtab.controller.recording;

import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.port.ObservationFeed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where accepted reports are handed to those who record. A listener costs the feed one entry of a queue, however slow it is. */
public final class ReportTap {
    /** Each listener costs a connection and a queue. */
    public static final int LISTENERS_MAX = 4;

    private final String version;
    private final List<ReportQueue> listeners = new CopyOnWriteArrayList<>();

    /** @param version of the product, for the head of recordings */
    public ReportTap(String version) {
        this.version = version;
    }

    public String version() {
        return version;
    }

    /** A report was accepted; returns at once. */
    public void accepted(ObservationFeed.Received received, Assignment assignment) {
        for (ReportQueue listener : listeners) {
            listener.offer(new ReportQueue.Arrived(received.report(), received.at(), assignment));
        }
    }

    /** Reports from now on; empty when {@link #LISTENERS_MAX} listen already. */
    public synchronized Optional<ReportQueue> listen() {
        if (listeners.size() >= LISTENERS_MAX) {
            return Optional.empty();
        }
        ReportQueue queue = new ReportQueue(ReportQueue.REPORTS_MAX, ReportQueue.OBSERVATIONS_MAX);
        listeners.add(queue);
        return Optional.of(queue);
    }

    public synchronized void leave(ReportQueue queue) {
        listeners.remove(queue);
    }
}
