package dev.trimtab.sim.recording;

import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Whether an escape was right, by the looks alone and whatever was judged: did anything that it left fail? */
final class Hindsight {
    /** A brownout that moves traffic shows in the looks of half an hour. */
    private static final double FINE_MAX = 0.01;

    /** A vantage of whose last looks so many were wrong sees a target fail. */
    private static final double FAILING_MIN = 0.5;

    private static final int INTERVALS = 2;
    private static final Duration WINDOW_MIN = Duration.ofSeconds(2);

    private Hindsight() {}

    static Outcome.Right of(Spec spec, Looks looks, NameSpec name, List<Outcome.Change> changes, Instant now) {
        boolean seen = false;
        for (Outcome.Change change : changes) {
            Collection<VantageId> judges = Recordable.judges(spec, change.region());
            for (Map.Entry<CdnId, Integer> was : change.before().bp().entrySet()) {
                if (change.after().of(was.getKey()) >= was.getValue()) {
                    continue;
                }
                if (spec.cdn(was.getKey()).kind() == CdnKind.STATIC) {
                    // A sorry page serves nobody, however well it answers.
                    return Outcome.Right.RIGHT;
                }
                TargetId left = new TargetId(name.name(), was.getKey());
                Counts halfHour = looks.within(left, judges, Looks.KEPT, now, Looks.Found.WRONG);
                seen |= halfHour.looks() > 0;
                if (halfHour.ratio() > FINE_MAX || failsNow(looks, left, judges, window(name), now)) {
                    return Outcome.Right.RIGHT;
                }
            }
        }
        return seen ? Outcome.Right.FALSE : Outcome.Right.UNDECIDABLE;
    }

    private static Duration window(NameSpec name) {
        Duration asked = name.detect().interval().multipliedBy(INTERVALS);
        return asked.compareTo(WINDOW_MIN) < 0 ? WINDOW_MIN : asked;
    }

    /** Whether at least half of those who looked just now saw it fail: an outage that began a moment ago. */
    private static boolean failsNow(
            Looks looks, TargetId target, Collection<VantageId> judges, Duration window, Instant now) {
        int looking = 0;
        int failing = 0;
        for (VantageId judge : judges) {
            Counts newest = looks.within(target, List.of(judge), window, now, Looks.Found.WRONG);
            looking += newest.looks() > 0 ? 1 : 0;
            failing += newest.looks() > 0 && newest.ratio() >= FAILING_MIN ? 1 : 0;
        }
        return failing > 0 && failing * 2 >= looking;
    }
}
