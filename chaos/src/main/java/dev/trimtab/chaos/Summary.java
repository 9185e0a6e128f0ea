package dev.trimtab.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.chaos.fault.FaultKind;
import dev.trimtab.chaos.history.Entry;
import dev.trimtab.chaos.law.Figures;
import dev.trimtab.chaos.law.FollowsSoon;
import dev.trimtab.chaos.law.Violation;
import dev.trimtab.chaos.stage.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * What a run came to.
 *
 * @param possible kinds of faults that this machine allows
 * @param kept folder of the history, empty when nothing was violated
 */
record Summary(
        Settings settings,
        String network,
        Topology topology,
        List<FaultKind> possible,
        List<Entry> history,
        List<Violation> violations,
        String kept) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Summary {
        possible = List.copyOf(possible);
        history = List.copyOf(history);
        violations = List.copyOf(violations);
    }

    /** One line. */
    String json() {
        ObjectNode line = JSON.createObjectNode();
        line.put("rounds", Figures.rounds(history).size());
        line.put("seed", settings.seed());
        line.put("network", network);
        line.put("controllers", topology.controllers());
        line.put("agentsByGateway", topology.gatewayAgents());
        ObjectNode faults = line.putObject("faults");
        Figures.faults(history).forEach(faults::put);
        var impossible = line.putArray("impossible");
        Arrays.stream(FaultKind.values())
                .filter(kind -> !possible.contains(kind))
                .forEach(kind -> impossible.add(kind.word()));
        line.put("violations", violations.size());
        line.put("staleWritesRepaired", Laws.repaired().repaired(history));
        line.put("answers", count(Entry.Answered.class));
        line.put("unanswered", count(Entry.Unanswered.class));
        line.put("unjudgedAnswers", Laws.within(topology).unjudged(history));
        line.put("writes", count(Entry.Accepted.class));
        line.put("acknowledged", count(Entry.Acknowledged.class));
        line.put("refused", count(Entry.Refused.class));
        quantiles(line.putObject("nextCorrectWriteMillis"), FollowsSoon.times(history));
        quantiles(line.putObject("leaderKilledNextWriteMillis"), Figures.nextWrites(history));
        ObjectNode gaps = line.putObject("longestGapMillis");
        Figures.longestGaps(history).forEach(gaps::put);
        if (!violations.isEmpty()) {
            line.put("history", kept);
            var laws = line.putArray("laws");
            new TreeSet<>(violations.stream().map(Violation::law).toList()).forEach(laws::add);
            line.put("again", settings.again(seedAt(violations.get(0).at())));
        }
        return line.toString();
    }

    private static void quantiles(ObjectNode into, List<Long> sorted) {
        into.put("n", sorted.size());
        into.put("p50", Figures.quantile(sorted, 0.5));
        into.put("p95", Figures.quantile(sorted, 0.95));
        into.put("max", Figures.quantile(sorted, 1));
    }

    private long count(Class<? extends Entry> kind) {
        return history.stream().filter(kind::isInstance).count();
    }

    private long seedAt(long at) {
        return Figures.rounds(history).stream()
                .map(Figures.Round::began)
                .filter(round -> round.at() <= at)
                .mapToLong(Entry.RoundBegan::seed)
                .max()
                .orElse(settings.seed());
    }

    /** The faults of the newest round, for a person who waits. */
    static String lastFaults(List<Entry> history) {
        List<Figures.Round> rounds = Figures.rounds(history);
        return rounds.isEmpty()
                ? "no round"
                : Figures.faults(rounds.getLast().entries()).toString();
    }
}
