package dev.trimtab.sim.replay;

import java.util.Optional;
import java.util.Set;

/**
 * A class of steered names, by the evidence that they are judged by.
 *
 * @param words as a script declares it; empty for the name that carries the demand
 * @param evidence which probes it is judged by; empty for all of them
 */
public record Scope(String words, Set<Probe> evidence) {
    /** The name with all probes, which carries all demand. Every other scope only observes. */
    public static final Scope WHOLE = new Scope("", Set.of());

    public Scope {
        evidence = Set.copyOf(evidence);
    }

    /** {@code static hosts} or {@code hosts with origin …}. */
    public static Optional<Scope> of(String words) {
        if (words.equals("static hosts")) {
            return Optional.of(new Scope(words, Set.of(Probe.HTTP_STATIC)));
        }
        return words.startsWith("hosts with origin ")
                ? Optional.of(new Scope(words, Set.of(Probe.HTTP_MISS, Probe.HTTP_APP)))
                : Optional.empty();
    }

    public boolean admits(Probe probe) {
        return evidence.isEmpty() || evidence.contains(probe);
    }
}
