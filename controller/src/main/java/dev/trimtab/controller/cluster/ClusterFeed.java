package dev.trimtab.controller.cluster;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.spec.Spec;
import java.security.PublicKey;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest report of each vantage, from a map into which anybody may write: only what a configured vantage signed, on an
 * assignment of ours, and newer than the one before, gets in.
 */
public final class ClusterFeed implements ObservationFeed, AutoCloseable {
    /** What the feed tells the controller, on a thread of the cluster: return at once. */
    public interface Watcher {
        /** A check's newest outcome is of another class than before: worth a round now. */
        void changed();

        /** A report was accepted that is new. */
        void accepted(Received received, Assignment assignment);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClusterFeed.class);

    private final ClusterMember member;
    private final ReportCheck check;
    private final Refusals refusals;
    private final InstantSource clock;
    private final Watcher watcher;
    // All below: under this feed's own lock.
    private final SortedMap<VantageId, Received> newest = new TreeMap<>();
    private VantageKeys keys = VantageKeys.NONE;
    private @Nullable UUID listener;

    public ClusterFeed(
            ClusterMember member,
            AssignmentPublisher assignments,
            Refusals refusals,
            InstantSource clock,
            Watcher watcher) {
        this.member = member;
        this.check = new ReportCheck(assignments::assignment, new TwoClocks(clock, System::nanoTime));
        this.refusals = refusals;
        this.clock = clock;
        this.watcher = watcher;
    }

    /** Listens, then reads what is already there. */
    public void start(Spec spec) {
        take(spec);
        listener = member.reports().addEntryListener(new Arrivals(), true);
        member.reports().forEach(this::arrived);
    }

    /** Takes over a new configuration's vantages and keys; what an unknown or re-keyed vantage said is forgotten. */
    public synchronized void take(Spec spec) {
        VantageKeys fresh = VantageKeys.of(spec);
        newest.keySet().removeIf(vantage -> {
            PublicKey key = fresh.keys().get(vantage);
            return key == null || !key.equals(keys.keys().get(vantage));
        });
        refusals.forget();
        keys = fresh;
        fresh.unreadable().values().forEach(problem -> LOG.warn("{}: its reports are refused", problem));
    }

    @Override
    public synchronized SortedMap<VantageId, Received> newest() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(newest));
    }

    synchronized boolean knows(VantageId vantage) {
        return keys.keys().containsKey(vantage);
    }

    /** What bytes would be if they arrived now; nothing is taken. */
    synchronized ReportCheck.Result examine(String from, byte[] sealed) {
        Optional<Report> before = keys.keys().keySet().stream()
                .filter(vantage -> vantage.value().equals(from))
                .findFirst()
                .flatMap(vantage -> Optional.ofNullable(newest.get(vantage)))
                .map(Received::report);
        return check.check(keys, from, sealed, before);
    }

    @Override
    public void close() {
        UUID registered = listener;
        if (registered != null) {
            member.reports().removeEntryListener(registered);
        }
    }

    private synchronized void arrived(String from, byte[] sealed) {
        switch (examine(from, sealed)) {
            case ReportCheck.Result.Bad bad -> refusals.refuse(bad.vantage(), bad.why(), bad.reason());
            case ReportCheck.Result.Good good -> take(good.report(), good.assignment());
            case ReportCheck.Result.Same same -> {
                // Such as after a listener's registration: it keeps its first arrival.
            }
        }
    }

    private void take(Report report, Assignment assignment) {
        Received received = new Received(report, clock.instant());
        Received before = newest.put(report.vantage(), received);
        watcher.accepted(received, assignment);
        if (before == null
                || before.report().control() != report.control()
                || !outcomes(before.report()).equals(outcomes(report))) {
            watcher.changed();
        }
    }

    private static Map<CheckId, Outcome> outcomes(Report report) {
        Map<CheckId, Outcome> outcomes = new HashMap<>();
        for (Observation line : report.observations()) {
            outcomes.put(line.check(), line.tally().last());
        }
        return outcomes;
    }

    private final class Arrivals implements EntryAddedListener<String, byte[]>, EntryUpdatedListener<String, byte[]> {
        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            arrived(event.getKey(), event.getValue());
        }

        @Override
        public void entryUpdated(EntryEvent<String, byte[]> event) {
            arrived(event.getKey(), event.getValue());
        }
    }
}
