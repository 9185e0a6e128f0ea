package dev.trimtab.sim.engine;

import dev.trimtab.core.observe.Report;
import dev.trimtab.sim.replay.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/** Reports of a span of a script that somebody keeps, and sends once more later. */
final class OldReports {
    private static final int ALL = Integer.MAX_VALUE;

    private final Instant from;
    private final Instant until;
    private final Duration begins;
    private final int rate;
    private final List<List<Report>> kept = new ArrayList<>();
    private final Queue<List<Report>> unsent = new ArrayDeque<>();
    private boolean begun;

    /** @param line an inject {@code replay_reports}: which span, and how many rounds of reports come again a step */
    OldReports(Script script, Script.Line line, Script.Inject inject) {
        this.begins = line.from();
        this.from = script.t0().plus(inject.duration("replay_reports", "from").orElse(Duration.ZERO));
        this.until = script.t0().plus(inject.duration("replay_reports", "to").orElse(script.length()));
        this.rate = inject.word("replay_reports", "rate")
                .map(word -> Integer.parseInt(word.toLowerCase(Locale.ROOT).replaceAll("\\D.*", "")))
                .orElse(ALL);
    }

    /** Keeps what was reported at one round. */
    void keep(List<Report> reports, Instant at) {
        if (!begun && !at.isBefore(from) && at.isBefore(until)) {
            kept.add(reports);
        }
    }

    /** What comes again at a step. */
    List<Report> due(Duration at) {
        if (!begun && at.compareTo(begins) >= 0) {
            begun = true;
            unsent.addAll(kept);
        }
        List<Report> due = new ArrayList<>();
        for (int round = 0; round < rate && !unsent.isEmpty(); round++) {
            due.addAll(unsent.remove());
        }
        return due;
    }
}
