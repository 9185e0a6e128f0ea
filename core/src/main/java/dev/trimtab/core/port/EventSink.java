package dev.trimtab.core.port;

import dev.trimtab.core.event.Event;

/** Where events go: journal, log, metrics, stream. Never blocks for long and never fails its caller. */
public interface EventSink {
    void accept(Event event);
}
