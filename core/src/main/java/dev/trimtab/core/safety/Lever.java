package dev.trimtab.core.safety;

import dev.trimtab.core.name.NotBefore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a provider's API takes our writes, as far as trial writes of a canary tell (R26): lost after {@link #FAILURES}
 * failures among the last {@link #TRIALS}, back after {@link #SUCCESSES} successes in a row.
 *
 * @param newest the last trials, the newest last
 * @param lastAccepted when a trial was last accepted; empty when none ever was
 */
public record Lever(State state, List<Trial> newest, Optional<Instant> lastAccepted) {
    /** How many trials are looked at. */
    public static final int TRIALS = 5;

    /** So many failures among them, and the lever is lost. */
    public static final int FAILURES = 3;

    /** So many successes in a row, and it is back. */
    public static final int SUCCESSES = 3;

    /** Between two trials while one of the last {@link #SUCCESSES} failed: soon enough to know, and no storm. */
    public static final Duration TROUBLED_EVERY = Duration.ofSeconds(30);

    /** One that nobody has tried: taken as working until it is known not to. */
    public static final Lever UNTRIED = new Lever(State.WORKS, List.of(), Optional.empty());

    /** Whether writes are started. */
    public enum State {
        WORKS,
        /** Trials that were accepted once are accepted no longer: no plan is made or written until they are. */
        LOST,
        /**
         * Trials failed and none was accepted before. The key may be allowed to write the names and not the canary, so plans are tried
         * still, slowly: a right that is missing for a trial must not stop an escape.
         */
        UNPROVEN;

        /** Whether a person must know, and plans wait longer between two attempts. */
        public boolean troubled() {
            return this != WORKS;
        }
    }

    /**
     * One write of the canary.
     *
     * @param at when its outcome was known
     * @param answer what the provider said, in one sentence
     */
    public record Trial(Instant at, boolean accepted, String answer) {
        boolean failed() {
            return !accepted;
        }
    }

    public Lever {
        newest = List.copyOf(newest);
    }

    /** After one more trial. */
    public Lever next(Trial trial) {
        List<Trial> trials = new ArrayList<>(newest);
        trials.add(trial);
        List<Trial> last = trials.subList(Math.max(0, trials.size() - TRIALS), trials.size());
        Optional<Instant> accepted = trial.failed() ? lastAccepted : Optional.of(trial.at());
        return new Lever(next(last, accepted.isPresent()), last, accepted);
    }

    private State next(List<Trial> last, boolean proven) {
        boolean well = last.size() >= SUCCESSES && lately(last).stream().noneMatch(Trial::failed);
        if (well) {
            return State.WORKS;
        }
        if (state.troubled() || failures(last) < FAILURES) {
            return state;
        }
        return proven ? State.LOST : State.UNPROVEN;
    }

    /** When the next trial may start: at once when nothing was tried, and sooner after a failure. There is no retry. */
    public Instant dueAt(Duration every) {
        return newestTrial().map(trial -> trial.at().plus(pause(every))).orElse(Instant.EPOCH);
    }

    /** Whether it may start now, by a clock that was put right perhaps. */
    public boolean due(Duration every, Instant now) {
        return NotBefore.over(dueAt(every), pause(every), now);
    }

    private Duration pause(Duration every) {
        boolean soon = lately(newest).stream().anyMatch(Trial::failed) && TROUBLED_EVERY.compareTo(every) < 0;
        return soon ? TROUBLED_EVERY : every;
    }

    /** The newest trial; empty when nothing was tried. */
    public Optional<Trial> newestTrial() {
        return newest.isEmpty() ? Optional.empty() : Optional.of(newest.get(newest.size() - 1));
    }

    /** What the last trials tell, with numbers; for people. */
    public String sentence() {
        Optional<Trial> failure = newest.stream().filter(Trial::failed).reduce((older, newer) -> newer);
        return failures(newest) + " of the last " + newest.size() + " trial writes failed"
                + lastAccepted.map(at -> ", the last accepted at " + at).orElse(", none was ever accepted")
                + failure.map(trial -> ", the newest failure: " + trial.answer())
                        .orElse("");
    }

    private static List<Trial> lately(List<Trial> trials) {
        return trials.subList(Math.max(0, trials.size() - SUCCESSES), trials.size());
    }

    private static long failures(List<Trial> trials) {
        return trials.stream().filter(Trial::failed).count();
    }
}
