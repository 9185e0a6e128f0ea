package dev.trimtab.sim.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * An incident as data: what was seen, by whom, and what a good policy does.
 *
 * @param t0 wall clock of offset 0
 * @param step between two looks of a probe, and between two rounds
 */
public record Script(
        String id,
        String title,
        String kind,
        Instant t0,
        Duration length,
        Duration step,
        long seed,
        SequencedMap<String, String> sources,
        Cast cast,
        World world,
        Baseline baseline,
        List<Line> events,
        SequencedMap<String, Variant> variants,
        List<Expectation> expectations) {
    public Script {
        sources = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sources));
        variants = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variants));
        events = List.copyOf(events);
        expectations = List.copyOf(expectations);
    }

    /** Every cell of which no event says otherwise. */
    public record Baseline(double fail, double rtt) {}

    /** Another customer of the same vendor on the same clock: more events, expectations of its own. */
    public record Variant(List<Line> events, List<Expectation> expectations) {
        public Variant {
            events = List.copyOf(events);
            expectations = List.copyOf(expectations);
        }
    }

    /** A line of {@code expect}: its place, the rule that it defends, and what it demands. */
    public record Expectation(int line, String rule, Expect expect) {}

    /** The script as that variant plays it; nothing when there is none of that name. */
    public Optional<Script> variant(String name) {
        return Optional.ofNullable(variants.get(name)).map(variant -> {
            List<Line> all = new ArrayList<>(events);
            all.addAll(variant.events());
            return new Script(
                    id,
                    title,
                    kind,
                    t0,
                    length,
                    step,
                    seed,
                    sources,
                    cast,
                    world,
                    baseline,
                    all,
                    variants,
                    variant.expectations());
        });
    }

    /** Rounds: one at each multiple of the step, the end included. */
    public int rounds() {
        return Math.toIntExact(length.dividedBy(step)) + 1;
    }

    public Duration offset(int round) {
        return step.multipliedBy(round);
    }

    /** The names that take part: the one that carries the demand first, then those that expectations speak of. */
    public List<Scope> scopes() {
        Set<Scope> scopes = new LinkedHashSet<>();
        scopes.add(Scope.WHOLE);
        for (Expectation expectation : expectations) {
            scopes.add(expectation.expect().scope());
        }
        return List.copyOf(scopes);
    }
}
