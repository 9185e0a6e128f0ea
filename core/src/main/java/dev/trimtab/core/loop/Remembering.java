package dev.trimtab.core.loop;

import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.safety.Decision;
import java.util.TreeMap;

/** Which places of a plan may be remembered: a hold-down is only over early when the plan that needed it goes out. */
final class Remembering {
    private Remembering() {}

    static Places places(Places before, Places planned, Decision decision) {
        boolean goesOut = decision.disposition() == Decision.Disposition.WRITE
                || decision.disposition() == Decision.Disposition.KEEP;
        if (goesOut) {
            return planned;
        }
        TreeMap<Places.Key, Place> kept = new TreeMap<>(planned.byRegionAndCdn());
        planned.byRegionAndCdn().forEach((key, place) -> {
            Place old = before.of(key.region(), key.cdn());
            boolean overEarly = old.standing() instanceof Standing.Out && place.standing() instanceof Standing.In;
            // What an operator has not approved has not begun: it is asked for again, under the same digest.
            boolean unasked = decision.disposition() == Decision.Disposition.AWAIT_APPROVAL
                    && old.away()
                    && place.standing() instanceof Standing.Returning;
            if (overEarly || unasked) {
                kept.put(key, old);
            }
        });
        return new Places(kept);
    }
}
