package dev.trimtab.core.safety;

import dev.trimtab.core.plan.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A budget of changes an hour, of which a return never spends what an escape needs (R22). */
record ChangesPerHour() implements SafetyRule {
    /** Limits on change are counted over this long. */
    static final Duration HOUR = Duration.ofHours(1);

    @Override
    public String name() {
        return "changes-per-hour";
    }

    @Override
    public String meaning() {
        return "a change when `limits.changesPerHour` are spent; for returns and rebalancing when all but"
                + " `limits.reservedForEscapes` are (R22)";
    }

    @Override
    public String liftedBy() {
        return "waiting, or an override that names this rule";
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        List<Instant> recent = input.changes().stream()
                .filter(at -> at.isAfter(now.minus(HOUR)))
                .sorted()
                .toList();
        boolean escape = input.move() == Move.ESCAPE || input.move() == Move.OPERATOR || input.move() == Move.FIRST;
        int limit = escape
                ? input.name().limits().changesPerHour()
                : input.name().limits().changesPerHourForReturns();
        String numbers = recent.size() + " changes within the hour, limit " + limit
                + (escape ? "" : " for returns and rebalancing") + " (R22)";
        if (recent.size() < limit) {
            return new Finding.Allows(numbers);
        }
        Instant lifts = recent.isEmpty()
                ? now
                : recent.get(recent.size() - Math.max(1, limit)).plus(HOUR);
        return new Finding.Holds(numbers, "waiting until " + lifts + ", or an override that names this rule");
    }
}
