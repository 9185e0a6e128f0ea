package dev.trimtab.sim.render;

import dev.trimtab.sim.replay.Expectations;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Run;
import java.util.List;
import java.util.Locale;

/** Results for a terminal: scores side by side, then what each run was expected to do. */
public final class ReplayText {
    private ReplayText() {}

    public static String of(List<Replays.Result> results) {
        int title = results.stream()
                .mapToInt(result -> title(result).length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%-" + Math.max(1, title) + "s  %-8s %10s %10s %7s %7s %12s %8s  %s%n",
                "replay",
                "policy",
                "bad min",
                "relief 90",
                "writes",
                "false",
                "origin load",
                "broken",
                "expected"));
        for (Replays.Result result : results) {
            text.append(row(result, Math.max(1, title)));
        }
        for (Replays.Result result : results) {
            expectations(text, result);
        }
        return text.toString();
    }

    private static String row(Replays.Result result, int title) {
        Run.Score score = result.score();
        long passed = result.expectations().stream()
                .filter(one -> one.outcome() == Expectations.Outcome.PASS)
                .count();
        return String.format(
                Locale.ROOT,
                "%-" + title + "s  %-8s %10.1f %10s %7d %7d %11.2f× %7.0fm  %d of %d%n",
                title(result),
                result.policy(),
                score.badUserMinutes(),
                score.relief90Minutes() < 0 ? "never" : String.format(Locale.ROOT, "%.1fm", score.relief90Minutes()),
                score.dnsWrites(),
                score.falseMoves(),
                score.peakOriginLoadRatio(),
                score.invariantBrokenMinutes(),
                passed,
                result.expectations().size());
    }

    private static void expectations(StringBuilder text, Replays.Result result) {
        if (result.expectations().isEmpty()) {
            return;
        }
        text.append(String.format(Locale.ROOT, "%n%s, %s%n", title(result), result.policy()));
        for (Expectations.Result one : result.expectations()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-11s line %-4d %-4s %s: %s%n",
                    one.outcome().name().toLowerCase(Locale.ROOT),
                    one.line(),
                    one.rule(),
                    one.expected(),
                    one.detail()));
        }
    }

    private static String title(Replays.Result result) {
        return result.variant().map(variant -> result.id() + "/" + variant).orElse(result.id());
    }
}
