package dev.trimtab.agent.schedule;

import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says which looks are due. A check's own looks come once an interval, at its {@link Schedule phase}; a failure is confirmed
 * at once, and so is another vantage's suspicion. A check has one look under way at most, and a host no more looks a second
 * than its budget. Not thread-safe; reads no clock.
 */
public final class Pacer {
    private record Due(Instant at, CheckId check) {}

    /** A look to make now. */
    public record Order(Check check, Look.Turn turn) {}

    private static final Comparator<Due> EARLIEST =
            Comparator.comparing(Due::at).thenComparing(Due::check);

    private final int lookingMax;
    private final Map<CheckId, Pace> paces = new TreeMap<>();
    private final TreeSet<Due> queue = new TreeSet<>(EARLIEST);
    private final TreeSet<CheckId> looking = new TreeSet<>();
    private final Budgets budgets = new Budgets();

    private static final class Pace {
        final Check check;
        final Duration phase;
        Instant nextInterval;
        Look.Turn turn = Look.Turn.INTERVAL;
        Instant suspectedAt = Instant.MIN;

        @Nullable
        Due queued;

        Pace(Check check, Duration phase, Instant nextInterval) {
            this.check = check;
            this.phase = phase;
            this.nextInterval = nextInterval;
        }
    }

    /** @param lookingMax looks under way at a time */
    public Pacer(int lookingMax) {
        this.lookingMax = lookingMax;
    }

    /** Takes over a new assignment. A check that stayed as it was keeps its pace. */
    public void assign(Assignment assignment, Instant now) {
        Map<CheckId, Pace> before = new TreeMap<>(paces);
        paces.clear();
        queue.clear();
        budgets.keep(assignment.checks().stream()
                .map(check -> check.request().host())
                .collect(Collectors.toSet()));
        for (Check check : assignment.checks()) {
            Duration phase =
                    Schedule.phase(check.id(), check.detect().interval(), assignment.turn(), assignment.vantages());
            Pace pace = new Pace(
                    check, phase, Schedule.next(now, phase, check.detect().interval()));
            Pace old = before.get(check.id());
            if (old != null && old.check.equals(check)) {
                pace.turn = old.turn;
                pace.suspectedAt = old.suspectedAt;
            }
            paces.put(check.id(), pace);
            if (!looking.contains(check.id())) {
                enqueue(pace, pace.turn == Look.Turn.INTERVAL ? pace.nextInterval : now);
            }
        }
    }

    /** What to look at now, earliest first, as far as the bound on looks allows. They count as under way from here on. */
    public List<Order> due(Instant now) {
        List<Order> orders = new ArrayList<>();
        while (looking.size() < lookingMax
                && !queue.isEmpty()
                && !queue.first().at().isAfter(now)) {
            Due due = queue.removeFirst();
            Pace pace = paces.get(due.check());
            if (pace == null) {
                continue;
            }
            pace.queued = null;
            Instant allowed = budgets.next(
                    pace.check.request().host(), pace.check.detect().budget(), now);
            if (allowed.isAfter(now)) {
                enqueue(pace, allowed);
                continue;
            }
            looking.add(due.check());
            if (pace.turn == Look.Turn.INTERVAL) {
                pace.nextInterval = Schedule.next(
                        now.plusMillis(1), pace.phase, pace.check.detect().interval());
            }
            orders.add(new Order(pace.check, pace.turn));
            pace.turn = Look.Turn.INTERVAL;
        }
        return orders;
    }

    /**
     * A look has ended: a failure that is short of {@code fall} in a row is confirmed at once.
     *
     * @param failedLooks failed looks of this check in a row, this one included
     */
    public void finished(Look look, int failedLooks, Instant now) {
        looking.remove(look.check());
        Pace pace = paces.get(look.check());
        if (pace == null) {
            return;
        }
        if (look.outcome() instanceof Outcome.Fail
                && failedLooks < pace.check.detect().fall()) {
            pace.turn = Look.Turn.CONFIRMATION;
        }
        enqueue(pace, pace.turn == Look.Turn.INTERVAL ? pace.nextInterval : now);
    }

    /** Another vantage suspects a target: each of its checks is looked at once, at most once per half interval. */
    public void suspected(TargetId target, Instant now) {
        for (Pace pace : paces.values()) {
            CheckId id = pace.check.id();
            Duration half = pace.check.detect().interval().dividedBy(2);
            boolean lately = pace.suspectedAt.isAfter(now.minus(half));
            if (id.target().equals(target) && !lately && pace.turn == Look.Turn.INTERVAL) {
                pace.suspectedAt = now;
                pace.turn = Look.Turn.SUSPICION;
                if (!looking.contains(id)) {
                    enqueue(pace, now);
                }
            }
        }
    }

    /** When to ask again; empty when nothing is assigned, or when a look must end first. */
    public Optional<Instant> nextDue() {
        return looking.size() >= lookingMax || queue.isEmpty()
                ? Optional.empty()
                : Optional.of(queue.first().at());
    }

    public int looking() {
        return looking.size();
    }

    private void enqueue(Pace pace, Instant at) {
        if (pace.queued != null) {
            queue.remove(pace.queued);
        }
        pace.queued = new Due(at, pace.check.id());
        queue.add(pace.queued);
    }
}
