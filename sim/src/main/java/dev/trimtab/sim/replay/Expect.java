package dev.trimtab.sim.replay;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a good policy does. A form that nobody knows is {@link Unsupported}, and never passes. */
public sealed interface Expect {
    /** Of which name it speaks. */
    default Scope scope() {
        return Scope.WHOLE;
    }

    /** A moment, or every step of a span. */
    sealed interface When {
        record At(Duration offset) implements When {}

        record During(Span span) implements When {}
    }

    /** A target everywhere, or in one region. */
    record Subject(CdnId target, Optional<RegionId> region) {
        @Override
        public String toString() {
            return region.map(where -> target + "@" + where).orElse(target.value());
        }
    }

    /** Percent of answers, both ends included. */
    record Bound(double min, double max, String words) {
        boolean admits(double percent) {
            return percent >= min - 1e-6 && percent <= max + 1e-6;
        }
    }

    /** At each moment the verdict is one of the words. */
    record Verdicts(When when, Map<Subject, Set<Word>> words, Scope scope) implements Expect {}

    /** At no step of the span it is one of them. */
    record NoVerdict(When when, Map<Subject, Set<Word>> words, Scope scope) implements Expect {}

    /** The published share; in each of the regions, or the users' mean without one. */
    record Weight(When when, CdnId target, Bound bound, List<RegionId> regions, Scope scope) implements Expect {}

    /** No published share differs from its value at the start of the span. */
    record Unchanged(Span span, List<RegionId> regions, Scope scope) implements Expect {}

    /** No single change raises the share by more. */
    record StepUp(Span span, CdnId target, double max, List<RegionId> regions, Scope scope) implements Expect {}

    /** The share that went from one to the other or back, summed over all changes. */
    record Moved(Span span, CdnId one, CdnId other, double max, List<RegionId> regions, Scope scope)
            implements Expect {}

    /** Rounds in which the plan changed. */
    record Writes(Span span, int max) implements Expect {}

    /** Controllers that had a change accepted. */
    record Writers(Span span, int max) implements Expect {}

    /** Raised after {@code from} and until {@code by}. */
    record Alarm(Duration from, Duration by, String word) implements Expect {}

    /** At that moment the votes of the group's agents do not count. */
    record Muted(Duration by, String group) implements Expect {}

    /** Reports were refused as too old. */
    record DroppedStale(Span span) implements Expect {}

    /** An operator's call at that instant was refused. */
    record Refused(Duration at, String call) implements Expect {}

    /** The target has its configured share again, within half a point. */
    record Restored(Duration by, CdnId target, Scope scope) implements Expect {}

    /** Every rise of the target's share happened while its latency factor was at most that. */
    record Gate(Span span, CdnId target, double rttMax, Scope scope) implements Expect {}

    /** The world sees at least so many answers of our name. */
    record AlwaysAnswers(int min) implements Expect {}

    /** Load never exceeds the cap, everywhere or in a region. */
    record NeverOverloaded(Subject subject) implements Expect {}

    /** The plan with a label is never applied, or not after another one. */
    record NeverApplied(int plan, Optional<Integer> after) implements Expect {}

    /** The live plan is never deleted. */
    record NeverDeletedLive() implements Expect {}

    /** Nothing is written to that vendor's API. */
    record NeverWritesTo(CdnId target) implements Expect {}

    /** Without those probes every verdict is the same at every step. */
    record BlindTo(Set<Probe> probes) implements Expect {}

    /** A note: such a change is no violation of the other lines. */
    record Allowed(String words) implements Expect {}

    /** A form that this runner does not know. */
    record Unsupported(String words) implements Expect {}
}
