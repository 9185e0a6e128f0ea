package dev.trimtab.bench.load;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.FailureClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What a vantage says, second by second: full views, of which a tenth is new each time. */
final class MadeUpView {
    private static final int INTERVAL_SECONDS = 10;
    private static final double FAILS = 0.001;

    private final VantageId vantage;
    private final long epoch = System.currentTimeMillis();
    private final SplittableRandom dice;
    private Optional<Assignment> assignment = Optional.empty();
    private Observation[] lines = {};
    private long sequence;

    MadeUpView(VantageId vantage, long seed) {
        this.vantage = vantage;
        this.dice = new SplittableRandom(seed);
    }

    synchronized void take(Assignment next) {
        List<Check> checks = next.checks();
        assignment = Optional.of(next);
        lines = new Observation[checks.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = look(checks.get(i), Tally.EMPTY);
        }
    }

    synchronized Optional<Report> next() {
        if (assignment.isEmpty()) {
            return Optional.empty();
        }
        sequence++;
        List<Observation> all = new ArrayList<>(lines.length);
        for (int i = 0; i < lines.length; i++) {
            long ago = Math.floorMod(sequence - i, INTERVAL_SECONDS);
            lines[i] = ago == 0
                    ? look(assignment.get().checks().get(i), lines[i].tally())
                    : new Observation(lines[i].check(), lines[i].tally(), Duration.ofSeconds(ago));
            all.add(lines[i]);
        }
        return Optional.of(new Report(vantage, epoch, sequence, assignment.get().digest(), all));
    }

    private Observation look(Check check, Tally before) {
        Outcome outcome = dice.nextDouble() < FAILS ? new Outcome.Fail(FailureClass.STATUS) : new Outcome.Pass();
        int total = 20_000 + dice.nextInt(40_000);
        Phases phases = new Phases(100, 1_000 + dice.nextInt(500), 2_000 + dice.nextInt(1_000), total - 5_000, total);
        return new Observation(
                check.id(), before.next(new Look(check.id(), Look.Turn.INTERVAL, outcome, phases, "")), Duration.ZERO);
    }
}
