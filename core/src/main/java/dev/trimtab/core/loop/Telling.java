package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import java.util.Optional;

/** Tells a name's decisions when they are new. Belongs to the loop's thread. */
final class Telling {
    private final EventSink events;
    private final SteeredName name;
    private Optional<Decision> last = Optional.empty();
    private Optional<Decision> lastMove = Optional.empty();

    Telling(EventSink events, SteeredName name) {
        this.events = events;
        this.name = name;
    }

    /** The newest decision that was not to leave everything as it is. */
    Optional<Decision> lastMove() {
        return lastMove;
    }

    /** Tells a decision when it is new; a hold that goes on is told once. */
    void tell(Decision decision) {
        boolean same = last.map(old -> alike(old, decision)).orElse(false);
        if (decision.disposition() == Decision.Disposition.WRITE || !same) {
            Event.Type type = switch (decision.disposition()) {
                case WRITE -> Event.Type.DECISION_MADE;
                case HOLD -> Event.Type.DECISION_HELD;
                case AWAIT_APPROVAL -> Event.Type.PLAN_RECOMMENDED;
                case KEEP, RECORD_ONLY, STAND_BY -> Event.Type.DECISION_RECORDED;
            };
            events.accept(told(type, decision));
        }
        if (decision.disposition() != Decision.Disposition.KEEP && !same) {
            lastMove = Optional.of(decision);
        }
        last = Optional.of(decision);
    }

    private Event told(Event.Type type, Decision decision) {
        String held = decision.ruling() instanceof Ruling.Hold hold
                ? "held by " + hold.rule() + ": " + hold.reason() + "; lifted by " + hold.lifts() + " — "
                : "";
        Event event = Event.of(type, decision.at(), name, held + decision.because())
                .with("move", decision.move())
                .with("disposition", decision.disposition());
        if (decision.ruling() instanceof Ruling.Hold hold) {
            event = event.with("rule", hold.rule());
        }
        return decision.wanted().isPresent()
                ? event.with("digest", decision.wanted().get().digest())
                : event;
    }

    private static boolean alike(Decision a, Decision b) {
        Optional<String> ruleA = a.ruling() instanceof Ruling.Hold hold ? Optional.of(hold.rule()) : Optional.empty();
        Optional<String> ruleB = b.ruling() instanceof Ruling.Hold hold ? Optional.of(hold.rule()) : Optional.empty();
        return a.disposition() == b.disposition()
                && ruleA.equals(ruleB)
                && a.wanted().map(Plan::shares).equals(b.wanted().map(Plan::shares));
    }
}
