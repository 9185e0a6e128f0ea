package dev.trimtab.chaos;

import dev.trimtab.chaos.fault.FaultKind;
import dev.trimtab.chaos.history.Entry;
import dev.trimtab.chaos.law.Figures;
import dev.trimtab.chaos.law.FollowsSoon;
import dev.trimtab.chaos.law.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What survives what: one row for each kind of fault, from what a run did. */
final class SurvivalTable {
    static final String HEAD =
            "| fault | what happens | times | commands lost | older plans seen | repaired at PowerDNS | longest gap with several servers | with one server | followed within |";

    private static final String UNMEASURED = "–";

    private SurvivalTable() {}

    static void write(Path file, Summary summary) throws IOException {
        Files.writeString(file, page(summary));
    }

    static String page(Summary summary) {
        List<Figures.Round> rounds = Figures.rounds(summary.history());
        StringBuilder page = new StringBuilder("""
                # What survives what

                Written by `make what-survives-what`, do not edit: one fault a round, real processes (%s; %d controllers, PostgreSQL, six
                agents, PowerDNS, BIND, Knot), lease %d s, two shared cores. [How to run it](../how-to/chaos.md).

                - *commands lost*: acknowledged drains, pins and freezes that a controller did not know afterwards.
                - *older plans seen*: at BIND, Knot and the embedded servers; at PowerDNS, which has no compare-and-set, they are repaired.
                - *longest gap*: without an answer from any server of a name; `here.example` has one on each controller, the others one.
                - *followed within*: once the processes run again, from the change of an edge to the last server that follows it.

                """.formatted(
                        summary.network(), summary.topology().controllers(), dev.trimtab.chaos.stage.Topology.LEASE));
        page.append(HEAD).append('\n').append("| --- | --- | --: | --: | --: | --: | --: | --: | --: |\n");
        for (FaultKind kind : FaultKind.values()) {
            page.append(row(
                    kind,
                    rounds.stream()
                            .filter(round -> round.kinds().contains(kind.word()))
                            .toList(),
                    summary.violations()));
        }
        return page.toString();
    }

    private static String row(FaultKind kind, List<Figures.Round> rounds, List<Violation> violations) {
        StringBuilder row = new StringBuilder("| `")
                .append(kind.word())
                .append("` | ")
                .append(kind.about())
                .append(" | ")
                .append(rounds.size());
        if (rounds.isEmpty()) {
            return row.append((" | " + UNMEASURED).repeat(6)).append(" |\n").toString();
        }
        List<Entry> entries = new ArrayList<>();
        long followed = 0;
        long several = 0;
        long one = 0;
        for (Figures.Round round : rounds) {
            entries.addAll(round.entries());
            followed = Math.max(followed, Figures.quantile(FollowsSoon.times(round.entries()), 1));
            for (var gap : Figures.longestGaps(round.entries()).entrySet()) {
                if (gap.getKey().endsWith(".here.example.")) {
                    several = Math.max(several, gap.getValue());
                } else {
                    one = Math.max(one, gap.getValue());
                }
            }
        }
        return row.append(" | ")
                .append(count("nothing-lost", rounds, violations))
                .append(" | ")
                .append(count("never-older", rounds, violations))
                .append(" | ")
                .append(Laws.repaired().repaired(entries))
                .append(" | ")
                .append(seconds(several))
                .append(" | ")
                .append(seconds(one))
                .append(" | ")
                .append(followed == Long.MAX_VALUE ? "never" : seconds(followed))
                .append(" |\n")
                .toString();
    }

    private static long count(String law, List<Figures.Round> rounds, List<Violation> violations) {
        return violations.stream()
                .filter(violation -> violation.law().equals(law))
                .filter(violation -> rounds.stream().anyMatch(round -> within(round, violation.at())))
                .count();
    }

    private static boolean within(Figures.Round round, long at) {
        return round.began().at() <= at && at <= round.entries().getLast().at();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
}
