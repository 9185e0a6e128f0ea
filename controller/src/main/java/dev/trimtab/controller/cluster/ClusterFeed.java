package dev.trimtab.controller.cluster;

import com.hazelcast.core.HazelcastException;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.spec.Spec;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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

    /** Constant work: what strangers put into the map stays no longer. */
    static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterFeed.class);

    private final ClusterMember member;
    private final ReportCheck check;
    private final Refusals refusals;
    private final InstantSource clock;
    private final Watcher watcher;
    private final ScheduledExecutorService sweeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("report-sweep").factory());
    // All below: under this feed's own lock.
    private final SortedMap<VantageId, Received> newest = new TreeMap<>();
    private VantageKeys keys = VantageKeys.NONE;
    private Subscription.@Nullable Ear subscription;

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
        subscription = member.onEntry(ClusterMember.REPORTS, this::arrived);
        sweeping.scheduleWithFixedDelay(
                this::sweep, SWEEP_EVERY.toMillis(), SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        sweeping.execute(this::readAll);
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
        sweeping.shutdownNow();
        Subscription.Ear registered = subscription;
        if (registered != null) {
            registered.close();
        }
    }

    /** Removes what nobody may have put there, and listens anew when every vantage is silent at once. */
    private void sweep() {
        try {
            Set<String> vantages = vantages();
            member.keepOnly(ClusterMember.REPORTS, vantages);
            if (silent()) {
                readAll();
            }
        } catch (RuntimeException troubled) {
            // Whatever a stranger put there; the next sweep is soon.
            LOG.debug("reports not swept: {}", troubled.toString());
        }
    }

    private synchronized Set<String> vantages() {
        Set<String> names = new TreeSet<>();
        keys.keys().keySet().forEach(vantage -> names.add(vantage.value()));
        return names;
    }

    private synchronized boolean silent() {
        Instant since = clock.instant().minus(SWEEP_EVERY);
        return newest.values().stream().noneMatch(received -> received.at().isAfter(since));
    }

    /** By name, one after another: what a stranger wrote beside or in the place of one spoils no other. */
    private void readAll() {
        for (String vantage : vantages()) {
            try {
                Object held = member.reports().get(vantage);
                if (held instanceof byte[] sealed) {
                    arrived(vantage, sealed);
                }
            } catch (HazelcastException | IllegalStateException | ClassCastException unreadable) {
                LOG.debug("report of {} cannot be read: {}", vantage, unreadable.toString());
            }
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
}
