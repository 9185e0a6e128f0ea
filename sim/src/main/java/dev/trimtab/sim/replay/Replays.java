package dev.trimtab.sim.replay;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Runs scripts through policies. */
public final class Replays {
    private Replays() {}

    /**
     * What came of one run.
     *
     * @param variant empty for the base script
     */
    public record Result(
            String id,
            Optional<String> variant,
            String policy,
            Run.Score score,
            List<Expectations.Result> expectations,
            Run run) {
        /** Whether every expectation passed; an unsupported one has not. */
        public boolean passed() {
            return expectations.stream().allMatch(one -> one.outcome() == Expectations.Outcome.PASS);
        }
    }

    public static Result run(Script script, Optional<String> variant, Policy.Maker maker) {
        Script played = variant.map(script::with).orElse(script);
        Run run = Run.begun(played, maker, Set.of());
        Map<Set<String>, CompletableFuture<Run>> blind = new HashMap<>();
        for (Set<String> unseen : Expectations.blindTo(played)) {
            // What is asked for by now will have been asked for: that run is needed, and another core can go along with
            // it.
            if (!Collections.disjoint(run.asked(), unseen)) {
                Run without = Run.begun(played, maker, unseen);
                blind.put(unseen, CompletableFuture.supplyAsync(without::ended));
            }
        }
        run.ended();
        Expectations expectations = new Expectations(
                run,
                probes -> blind.computeIfAbsent(
                                probes, unseen -> CompletableFuture.completedFuture(without(run, maker, unseen)))
                        .join());
        return new Result(script.id(), variant, maker.word(), run.score(), expectations.all(), run);
    }

    /** The same without some kinds of probes. A run is a function of what it asks: what nobody asked for changes nothing. */
    private static Run without(Run run, Policy.Maker maker, Set<String> unseen) {
        return Collections.disjoint(run.asked(), unseen) ? run : Run.of(run.script(), maker, unseen);
    }
}
