package dev.trimtab.agent;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What this vantage sees now: a tally for each assigned check that has been looked at. Not thread-safe; reads no clock. */
final class CurrentView {
    private final VantageId vantage;
    private final long epochMillis;
    private long sequence;
    private String assignment = "";
    private Map<CheckId, Seen> seen = new TreeMap<>();

    private record Seen(Check check, Tally tally, Optional<Instant> lookedAt) {}

    /** What one more look changed. */
    record Effect(int failedLooks, Novelty novelty) {
        /** Of a look that nobody waits for any more. */
        static final Effect NONE = new Effect(Integer.MAX_VALUE, Novelty.NOTHING);
    }

    /** How much others want to know of it. */
    enum Novelty {
        NOTHING,
        /** The first look of all, which passed. */
        FIRST_LOOK,
        CLASS_CHANGED,
        /** The first failure after none. */
        FIRST_FAILURE
    }

    CurrentView(VantageId vantage, long epochMillis) {
        this.vantage = vantage;
        this.epochMillis = epochMillis;
    }

    /** Takes over an assignment; only checks that stayed exactly as they were keep their tally. */
    void assign(Assignment fresh) {
        Map<CheckId, Seen> next = new TreeMap<>();
        for (Check check : fresh.checks()) {
            Seen old = seen.get(check.id());
            next.put(
                    check.id(),
                    old != null && old.check().equals(check) ? old : new Seen(check, Tally.EMPTY, Optional.empty()));
        }
        seen = next;
        assignment = fresh.digest();
    }

    /** Counts a look; empty when its check is no longer assigned in the form that was looked at. */
    Optional<Effect> add(Check check, Look look, Instant now) {
        Seen old = seen.get(look.check());
        if (old == null || !old.check().equals(check)) {
            return Optional.empty();
        }
        Tally tally = old.tally().next(look);
        seen.put(look.check(), new Seen(check, tally, Optional.of(now)));
        boolean first = look.outcome() instanceof Outcome.Fail && old.tally().failedLooks() == 0;
        return Optional.of(new Effect(tally.failedLooks(), first ? Novelty.FIRST_FAILURE : novelty(old, look)));
    }

    private static Novelty novelty(Seen old, Look look) {
        if (old.lookedAt().isEmpty()) {
            return look.outcome() instanceof Outcome.Pass ? Novelty.FIRST_LOOK : Novelty.CLASS_CHANGED;
        }
        return old.tally().last().equals(look.outcome()) ? Novelty.NOTHING : Novelty.CLASS_CHANGED;
    }

    /** The next report; a check that was never looked at has no age and is left out. */
    Report report(Instant now) {
        List<Observation> lines = new ArrayList<>();
        seen.forEach((id, line) -> line.lookedAt()
                .ifPresent(at -> lines.add(new Observation(
                        id,
                        line.tally(),
                        Duration.between(at, now).isNegative() ? Duration.ZERO : Duration.between(at, now)))));
        sequence++;
        return new Report(vantage, epochMillis, sequence, assignment, lines);
    }
}
