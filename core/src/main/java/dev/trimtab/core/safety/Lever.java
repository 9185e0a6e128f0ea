package dev.trimtab.core.safety;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a provider's API takes our writes, as far as trial writes tell (R26): lost after {@link #FAILURES} failures among
 * the last {@link #TRIALS}, back after {@link #SUCCESSES} successes in a row.
 *
 * @param newest outcomes of the last trial writes, the newest last: true = accepted
 */
public record Lever(State state, List<Boolean> newest) {
    static final int TRIALS = 5;
    static final int FAILURES = 3;
    static final int SUCCESSES = 3;

    /** One that nobody has tried: taken as working until it is known not to. */
    public static final Lever UNTRIED = new Lever(State.WORKS, List.of());

    /** Whether writes are started. */
    public enum State {
        WORKS,
        LOST
    }

    public Lever {
        newest = List.copyOf(newest);
    }

    /** After one more trial write. */
    public Lever after(boolean accepted) {
        List<Boolean> trials = new ArrayList<>(newest);
        trials.add(accepted);
        List<Boolean> last = trials.subList(Math.max(0, trials.size() - TRIALS), trials.size());
        return new Lever(next(last), last);
    }

    private State next(List<Boolean> last) {
        boolean well = last.size() >= SUCCESSES
                && last.subList(last.size() - SUCCESSES, last.size()).stream().allMatch(accepted -> accepted);
        if (well) {
            return State.WORKS;
        }
        long failures = last.stream().filter(accepted -> !accepted).count();
        return failures >= FAILURES ? State.LOST : state;
    }
}
