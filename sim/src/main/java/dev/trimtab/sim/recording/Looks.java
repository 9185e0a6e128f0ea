package dev.trimtab.sim.recording;

import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** How many looks were made and how many found something wrong, by vantage and target, over the last half hour. */
final class Looks {
    static final Duration KEPT = Duration.ofMinutes(30);

    private final Predicate<CheckId> usersPath;
    private final Map<VantageId, Map<CheckId, Last>> last = new HashMap<>();
    private final Map<TargetId, Map<VantageId, Deque<Bucket>>> buckets = new HashMap<>();

    /** The totals of a check that are counted already. */
    private record Last(long epoch, long seen, long failed, long degraded) {}

    private static final class Bucket {
        final Instant at;
        int looks;
        int failed;
        int wrong;

        Bucket(Instant at) {
            this.at = at;
        }
    }

    /** What looks found. */
    enum Found {
        FAILED,
        /** Failed or degraded. */
        WRONG
    }

    /** @param usersPath which checks walk what users walk */
    Looks(Predicate<CheckId> usersPath) {
        this.usersPath = usersPath;
    }

    void hear(Report report, Instant at) {
        Map<CheckId, Last> mine = last.computeIfAbsent(report.vantage(), id -> new HashMap<>());
        for (Observation observation : report.observations()) {
            CheckId check = observation.check();
            if (!usersPath.test(check)) {
                continue;
            }
            Tally tally = observation.tally();
            Last now = new Last(
                    report.epoch(),
                    tally.passedTotal() + tally.degradedTotal() + tally.failedTotal(),
                    tally.failedTotal(),
                    tally.degradedTotal());
            Last before = mine.put(check, now);
            // What a process counted before it was first heard lies before the recording.
            if (before != null && before.epoch() == now.epoch() && now.seen() > before.seen()) {
                count(report.vantage(), check.target(), at, before, now);
            }
        }
    }

    private void count(VantageId vantage, TargetId target, Instant at, Last before, Last now) {
        Deque<Bucket> kept = buckets.computeIfAbsent(target, id -> new HashMap<>())
                .computeIfAbsent(vantage, id -> new ArrayDeque<>());
        Instant second = Instant.ofEpochSecond(at.getEpochSecond());
        Bucket newest = kept.peekLast();
        if (newest == null || newest.at.isBefore(second)) {
            newest = new Bucket(second);
            kept.addLast(newest);
        }
        newest.looks += (int) (now.seen() - before.seen());
        newest.failed += (int) Math.max(0, now.failed() - before.failed());
        newest.wrong += (int) Math.max(0, now.failed() - before.failed() + now.degraded() - before.degraded());
        Instant old = at.minus(KEPT);
        for (Bucket first = kept.peekFirst(); first != null && first.at.isBefore(old); first = kept.peekFirst()) {
            kept.removeFirst();
        }
    }

    /** Looks of these vantages at a target within the time before {@code now}. */
    Counts within(TargetId target, Collection<VantageId> vantages, Duration time, Instant now, Found found) {
        int looks = 0;
        int bad = 0;
        Map<VantageId, Deque<Bucket>> ofTarget = buckets.getOrDefault(target, Map.of());
        Instant since = now.minus(time);
        for (VantageId vantage : vantages) {
            Deque<Bucket> kept = Optional.ofNullable(ofTarget.get(vantage)).orElseGet(ArrayDeque::new);
            for (var newestFirst = kept.descendingIterator(); newestFirst.hasNext(); ) {
                Bucket bucket = newestFirst.next();
                if (bucket.at.isBefore(since)) {
                    break;
                }
                looks += bucket.looks;
                bad += found == Found.FAILED ? bucket.failed : bucket.wrong;
            }
        }
        return new Counts(looks, Math.min(looks, bad));
    }
}
