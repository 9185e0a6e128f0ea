package dev.trimtab.sim.replay;

import dev.trimtab.core.name.CdnId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A fault inside the controller itself (R18 to R25). Plans have labels in order of age: the lowest is the live plan at
 * that moment, each later one moves 1 % between the first two targets.
 */
public sealed interface Inject {
    /** A writer takes a plan, passes its checks and stalls before the write. */
    record LoadPlan(String writer, int plan, Duration stall) implements Inject {}

    /** A writer applies a plan. */
    record ApplyPlan(String writer, int plan) implements Inject {}

    /**
     * A stalled writer goes on and applies what it had loaded.
     *
     * @param freshnessCheck what it believes of its check; only words, no key to any door
     */
    record Resume(String writer, int plan, String freshnessCheck) implements Inject {}

    /** Housekeeping removes plans older than one. */
    record Janitor(int olderThan) implements Inject {}

    /** The planner emits a plan without answers. */
    record EmptyPlan(int plan) implements Inject {}

    /** An operator drains a target. */
    record Drain(CdnId target, Duration ttl, Failback failback) implements Inject {}

    /** How traffic comes back when a drain ends. */
    enum Failback {
        RAMPED,
        IMMEDIATE
    }

    /**
     * An operator deletes the records of the names that a selector finds; the review gets a plan without records for
     * them, and an empty selector is refused before that.
     */
    record DeleteRecords(String selector) implements Inject {}

    /** Controllers that do not see each other; some with a view of their own. */
    record Split(List<String> controllers, Map<String, Map<CdnId, Word>> views) implements Inject {
        public Split {
            controllers = List.copyOf(controllers);
            views = Map.copyOf(views);
        }
    }

    /**
     * Reports of a past span are sent again.
     *
     * @param rate old reports for each one that is due
     */
    record ReplayReports(Duration from, Duration until, double rate) implements Inject {}
}
