package dev.trimtab.controller;

import dev.trimtab.controller.cluster.Refusal;
import dev.trimtab.controller.cluster.Refusals;
import dev.trimtab.controller.http.Metrics;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.port.EventSink;
import java.time.InstantSource;

/** Counts what was refused where Prometheus and the API see it, and tells some of it. */
record RefusedReports(Metrics metrics, EventSink events, InstantSource clock) implements Refusals.Listener {
    @Override
    public void refused(String vantage, Refusal why) {
        metrics.reportRefused(vantage, why.word());
    }

    @Override
    public void told(String vantage, Refusal why, String reason) {
        events.accept(
                Event.of(Event.Type.REPORT_REFUSED, clock.instant(), "report of " + vantage + " refused: " + reason)
                        .with("vantage", vantage)
                        .with("reason", why.word()));
    }
}
