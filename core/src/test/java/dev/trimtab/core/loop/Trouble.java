package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.ProviderId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What goes wrong around a loop beside its providers: slow gates, and ports that fail in the middle of a round. */
final class Trouble {
    /** What a gate is asked waits here while its answers are slow. */
    final List<Runnable> askings = new ArrayList<>();

    boolean gateIsSlow;
    /** Writes and readings at providers wait, too. */
    boolean providerIsSlow;
    /** Interventions cannot be had, once. */
    boolean hiccup;
    /** Such an event is not taken, once. */
    Optional<Event.Type> chokesOn = Optional.empty();

    /** The first asking of who is slow waits, a second one finds its lane busy; everything else runs at once. */
    boolean start(ProviderId lane, Runnable write) {
        if (lane.value().startsWith("gate-of-") ? gateIsSlow : providerIsSlow) {
            return askings.isEmpty() && askings.add(write);
        }
        write.run();
        return true;
    }

    void tell(List<Event> told, Event event) {
        told.add(event);
        if (chokesOn.filter(event.type()::equals).isPresent()) {
            chokesOn = Optional.empty();
            throw new IllegalStateException("the journal chokes");
        }
    }

    void hiccup() {
        if (hiccup) {
            hiccup = false;
            throw new IllegalStateException("hiccup");
        }
    }
}
