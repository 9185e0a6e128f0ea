package dev.trimtab.agent;

import dev.trimtab.agent.probe.Sight;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which looks are shown: one that found something else than the one before, one that confirms or clears a failure, and one that
 * was asked for. A storm shows its beginning: looks go on, and their evidence is dropped. Not thread-safe; reads no clock.
 */
final class EvidenceGate {
    /** Shown at once at most. */
    static final int BURST = 40;

    /** Shown in the long run, by the second. */
    static final int PER_SECOND = 5;

    /** So many checks wait for their confirmation or were asked for at most: more is a storm. */
    private static final int REMEMBERED_MAX = 4_096;

    private final Map<CheckId, String> unconfirmed = new TreeMap<>();
    private final Set<CheckId> asked = new TreeSet<>();
    private double left = BURST;
    private Instant filledAt;
    private long dropped;

    EvidenceGate(Instant now) {
        this.filledAt = now;
    }

    /** Only what is still looked at is waited for. */
    void assign(Assignment assignment) {
        Set<CheckId> checks = assignment.checks().stream().map(Check::id).collect(Collectors.toSet());
        unconfirmed.keySet().retainAll(checks);
        asked.retainAll(checks);
    }

    /** The next look at each check of a target is shown. */
    void asked(TargetId target, Assignment assignment) {
        assignment.checks().stream()
                .map(Check::id)
                .filter(check -> check.target().equals(target))
                .limit(Math.max(0, REMEMBERED_MAX - asked.size()))
                .forEach(asked::add);
    }

    /**
     * The evidence of a look, when it is to be shown.
     *
     * @param changed whether it found something else than the one before
     */
    Optional<LookEvidence> shown(Sight sight, boolean changed, Instant now) {
        Look look = sight.look();
        Optional<String> before = look.turn() == Look.Turn.INTERVAL
                ? Optional.empty()
                : Optional.ofNullable(unconfirmed.get(look.check()));
        unconfirmed.remove(look.check());
        if (look.outcome() instanceof Outcome.Fail && unconfirmed.size() < REMEMBERED_MAX) {
            unconfirmed.put(look.check(), words(look));
        }
        boolean wanted = asked.remove(look.check());
        if ((!changed && !wanted && before.isEmpty()) || !affordable(now)) {
            return Optional.empty();
        }
        LookEvidence evidence = sight.evidence().get();
        return Optional.of(before.map(evidence::after).orElse(evidence));
    }

    /** What nobody could be shown so far. */
    long dropped() {
        return dropped;
    }

    private boolean affordable(Instant now) {
        double seconds = Math.max(0, Duration.between(filledAt, now).toMillis() / 1000.0);
        left = Math.min(BURST, left + seconds * PER_SECOND);
        filledAt = now;
        if (left < 1) {
            dropped++;
            return false;
        }
        left--;
        return true;
    }

    private static String words(Look look) {
        return (look.outcome() instanceof Outcome.Fail fail
                        ? fail.failureClass().word() + ": "
                        : "")
                + look.detail();
    }
}
