package dev.trimtab.controller.cluster;

import com.hazelcast.core.HazelcastException;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.AssignmentCodec;
import dev.trimtab.core.observe.AssignmentPlanner;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.spec.Spec;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what each vantage is to look at, signed, on change and again and again: the map may be lost or overwritten. */
public final class AssignmentPublisher implements AutoCloseable {
    /** Reports under way may name one that has just been replaced. */
    static final int DIGESTS_KEPT = 3;

    /** Constant work: an overwritten assignment is back after this. */
    static final long REPUBLISH_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(AssignmentPublisher.class);

    private final ClusterMember member;
    private final PrivateKey key;
    private final InstantSource clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("assignments").daemon().factory());
    private final Map<VantageId, Deque<Assignment>> kept = new TreeMap<>();
    private SortedMap<VantageId, byte[]> sealed = new TreeMap<>();

    /** @param key the controller's own Ed25519 key */
    public AssignmentPublisher(ClusterMember member, PrivateKey key, InstantSource clock) {
        this.member = member;
        this.key = key;
        this.clock = clock;
    }

    /** Publishes the configuration's assignments and keeps doing so. */
    public void start(Spec spec) {
        take(spec);
        thread.scheduleWithFixedDelay(this::publish, REPUBLISH_SECONDS, REPUBLISH_SECONDS, TimeUnit.SECONDS);
    }

    /** Takes over a new configuration. Assignments are kept for vantages that are gone: theirs are just not renewed. */
    public void take(Spec spec) {
        SortedMap<VantageId, Assignment> planned =
                AssignmentPlanner.plan(spec, spec.vantages().keySet());
        SortedMap<VantageId, byte[]> fresh = new TreeMap<>();
        planned.forEach((vantage, assignment) -> {
            byte[] payload = AssignmentCodec.encode(assignment);
            if (payload.length > Envelope.PAYLOAD_BYTES_MAX) {
                LOG.error(
                        "assignment of {} has {} bytes, limit {}: it keeps its old one",
                        vantage,
                        payload.length,
                        Envelope.PAYLOAD_BYTES_MAX);
            } else {
                fresh.put(
                        vantage, Envelope.seal(key, Envelope.Kind.ASSIGNMENT, "controller", clock.instant(), payload));
            }
        });
        synchronized (kept) {
            kept.keySet().retainAll(planned.keySet());
            planned.values().forEach(this::keep);
            sealed = fresh;
        }
        thread.execute(this::publish);
        listeners.forEach(Runnable::run);
    }

    /** The sealed assignment of a vantage, for a way that does not lead through the cluster. */
    Optional<byte[]> sealed(VantageId vantage) {
        synchronized (kept) {
            return Optional.ofNullable(sealed.get(vantage));
        }
    }

    /** Called after each new configuration, and returns at once. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** The assignment that a report names, when it is one of the last few. */
    public Optional<Assignment> assignment(VantageId vantage, String digest) {
        synchronized (kept) {
            return kept.getOrDefault(vantage, new ArrayDeque<>()).stream()
                    .filter(assignment -> assignment.digest().equals(digest))
                    .findFirst();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void keep(Assignment assignment) {
        Deque<Assignment> last = kept.computeIfAbsent(assignment.vantage(), vantage -> new ArrayDeque<>());
        last.removeIf(old -> old.digest().equals(assignment.digest()));
        last.addFirst(assignment);
        if (last.size() > DIGESTS_KEPT) {
            last.removeLast();
        }
    }

    private void publish() {
        SortedMap<VantageId, byte[]> now;
        synchronized (kept) {
            now = sealed;
        }
        now.forEach((vantage, bytes) -> {
            try {
                member.assignments().set(vantage.value(), bytes);
            } catch (HazelcastException | IllegalStateException notPublished) {
                LOG.warn(
                        "assignment of {} not published, again in {} s: {}",
                        vantage,
                        REPUBLISH_SECONDS,
                        notPublished.toString());
            }
        });
        sweep(now.keySet());
    }

    private void sweep(Set<VantageId> vantages) {
        try {
            member.keepOnly(
                    ClusterMember.ASSIGNMENTS,
                    vantages.stream().map(VantageId::value).collect(Collectors.toSet()));
        } catch (HazelcastException | IllegalStateException notNow) {
            LOG.debug("assignments not swept: {}", notNow.toString());
        }
    }
}
