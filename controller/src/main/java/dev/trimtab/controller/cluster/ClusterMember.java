package dev.trimtab.controller.cluster;

import com.hazelcast.core.DistributedObjectEvent;
import com.hazelcast.core.DistributedObjectListener;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.OutOfMemoryHandler;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This controller as a member of the cluster. Maps and topics hold signed bytes only, and nothing in them is believed for
 * lying there.
 *
 * <p>Whoever reaches the port can do as he likes: the member itself can be ended, its objects destroyed, its heap filled.
 * So it tends itself: objects that are not ours are removed, lost subscriptions renewed, a member that was ended is started
 * anew, and one that fills the process's heap is given up for a while: blindness is better than the end of the process.
 */
public final class ClusterMember implements AutoCloseable {
    static final String REPORTS = "reports";
    static final String ASSIGNMENTS = "assignments";
    static final String ZONES = "zones";
    static final String CONTROLLERS = "controllers";
    static final String SUSPICIONS_IN = "suspicions-in";
    static final String SUSPICIONS = "suspicions";
    static final String EVIDENCE_IN = "evidence-in";

    /** Everything that we store in. */
    static final Set<String> MAPS = Set.of(REPORTS, ASSIGNMENTS, ZONES, CONTROLLERS);

    static final Set<String> TOPICS = Set.of(SUSPICIONS_IN, SUSPICIONS, EVIDENCE_IN);

    /** How often it looks after itself. */
    static final Duration TEND_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);

    /**
     * Where to listen and whom to join.
     *
     * @param bind the address and port of this member; a taken port is refused, never stepped over
     * @param others addresses of the other members, best left unresolved; empty for a single controller
     */
    public record Settings(InetSocketAddress bind, List<InetSocketAddress> others, String clusterName) {
        public Settings {
            others = List.copyOf(others);
        }
    }

    private final Settings settings;
    private final Restarts restarts = new Restarts();
    private final HeapWatch heap = new HeapWatch();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService tending = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cluster-tending").factory());
    private volatile @Nullable HazelcastInstance instance;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile boolean closing;

    private ClusterMember(Settings settings, HazelcastInstance instance) {
        this.settings = settings;
        this.instance = instance;
    }

    /**
     * Starts the member; takes seconds.
     *
     * @throws IOException with one sentence for the operator when it cannot listen
     */
    public static ClusterMember start(Settings settings) throws IOException {
        String where = settings.bind().getHostString() + ":" + settings.bind().getPort();
        if (settings.bind().isUnresolved()) {
            throw new IOException("cannot listen for the cluster on " + where + ": the host is not known");
        }
        try (ServerSocket trial = new ServerSocket()) {
            // Hazelcast would log stack traces over it.
            trial.setReuseAddress(true);
            trial.bind(settings.bind());
        } catch (BindException taken) {
            throw new IOException("cannot listen for the cluster on " + where + ": " + taken.getMessage(), taken);
        }
        try {
            ClusterMember member = new ClusterMember(settings, launch(settings));
            Hazelcast.setOutOfMemoryHandler(member.new GivesUp());
            member.watchDestruction();
            member.tending.scheduleWithFixedDelay(
                    member::tend, TEND_EVERY.toMillis(), TEND_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            return member;
        } catch (HazelcastException | IllegalStateException refused) {
            throw new IOException("cannot listen for the cluster on " + where + ": " + refused.getMessage(), refused);
        }
    }

    private static HazelcastInstance launch(Settings settings) {
        return Hazelcast.newHazelcastInstance(ClusterConfig.of(settings));
    }

    /** @throws IllegalStateException while there is no running member; callers try again with their next turn */
    private HazelcastInstance running() {
        HazelcastInstance now = instance;
        if (now == null) {
            throw new IllegalStateException("the cluster member is being started anew");
        }
        return now;
    }

    IMap<String, byte[]> reports() {
        return running().getMap(REPORTS);
    }

    IMap<String, byte[]> assignments() {
        return running().getMap(ASSIGNMENTS);
    }

    /** What each embedded zone holds, under the controllers' MAC. */
    IMap<String, byte[]> zones() {
        return running().getMap(ZONES);
    }

    /** What each controller says of itself, under the MAC, by its member's address. */
    IMap<String, byte[]> controllers() {
        return running().getMap(CONTROLLERS);
    }

    /** The address of this member as the others see it. */
    InetSocketAddress own() {
        return running().getCluster().getLocalMember().getSocketAddress();
    }

    /** The addresses of the other members. */
    List<InetSocketAddress> others() {
        return running().getCluster().getMembers().stream()
                .filter(member -> !member.localMember())
                .map(member -> member.getSocketAddress())
                .toList();
    }

    /** From vantages, under their own signatures. */
    ITopic<byte[]> suspicionsIn() {
        return running().getTopic(SUSPICIONS_IN);
    }

    /** What looks can show, from vantages, under their own signatures. */
    ITopic<byte[]> evidenceIn() {
        return running().getTopic(EVIDENCE_IN);
    }

    /** To vantages, under ours. */
    ITopic<byte[]> suspicions() {
        return running().getTopic(SUSPICIONS);
    }

    /** How many controllers this one sees, itself included; 0 while its member is down. */
    public int members() {
        HazelcastInstance now = instance;
        try {
            return now == null ? 0 : now.getCluster().getMembers().size();
        } catch (HazelcastException | IllegalStateException ended) {
            return 0;
        }
    }

    /** What is wrong with it, in one sentence; empty when nothing. */
    public Optional<String> trouble() {
        if (trouble.isPresent() || settings.others().isEmpty() || members() > 1) {
            return trouble;
        }
        return Optional.of("No other controller is reached through the cluster, none of "
                + settings.others().stream()
                        .map(other -> other.getHostString() + ":" + other.getPort())
                        .collect(Collectors.joining(", "))
                + ": reports and copies of the zones are this controller's own alone.");
    }

    /** Hears of each entry that is written, from now on, whatever is destroyed meanwhile. */
    Subscription.Ear onEntry(String map, Subscription.Heard heard) {
        return subscribe(new Subscription.OfMap(map, heard));
    }

    /** Hears each message. */
    Subscription.Ear onMessage(String topic, Subscription.Heard heard) {
        return subscribe(new Subscription.OfTopic(topic, heard));
    }

    private Subscription.Ear subscribe(Subscription subscription) {
        subscriptions.add(subscription);
        HazelcastInstance now = instance;
        if (now != null) {
            renew(now, subscription);
        }
        return () -> {
            subscriptions.remove(subscription);
            subscription.end();
        };
    }

    /**
     * Removes what lies in one of our maps beside the given keys. A map that holds far more than that, or keys that nobody
     * can read, is destroyed whole: what belongs there is written again within seconds.
     */
    void keepOnly(String map, Set<String> keys) {
        HazelcastInstance now = instance;
        if (now == null) {
            return;
        }
        IMap<Object, Object> held = now.getMap(map);
        int size = held.size();
        if (size <= keys.size() && size >= 0) {
            return;
        }
        try {
            if (size <= 2 * keys.size() + 64) {
                for (Object key : held.keySet()) {
                    if (!(key instanceof String text) || !keys.contains(text)) {
                        held.delete(key);
                    }
                }
                return;
            }
            LOG.warn("map {} holds {} entries where {} belong: it is emptied", map, size, keys.size());
        } catch (HazelcastException | IllegalStateException | ClassCastException unreadable) {
            LOG.warn("map {} holds keys that are not ours ({}): it is emptied", map, unreadable.toString());
        }
        held.destroy();
    }

    @Override
    public void close() {
        closing = true;
        tending.shutdownNow();
        HazelcastInstance now = instance;
        instance = null;
        if (now != null) {
            now.getLifecycleService().terminate();
        }
    }

    private void tend() {
        if (closing) {
            return;
        }
        try {
            HazelcastInstance now = instance;
            if (now == null || !now.getLifecycleService().isRunning()) {
                revive();
                return;
            }
            if (heap.full()) {
                giveUp("its maps and messages filled " + heap.words());
                return;
            }
            now.getDistributedObjects().stream()
                    .filter(object -> !ours(object.getServiceName(), object.getName()))
                    .forEach(stranger -> {
                        LOG.warn("{} {} is not ours: destroyed", stranger.getServiceName(), stranger.getName());
                        stranger.destroy();
                    });
            subscriptions.forEach(subscription -> renew(now, subscription));
        } catch (RuntimeException | Error troubled) {
            // Whatever it is, the next turn is in a second; nobody else looks after the member.
            LOG.warn("the cluster member is not well: {}", troubled.toString());
        }
    }

    private static boolean ours(String service, String name) {
        return switch (service) {
            case "hz:impl:mapService" -> MAPS.contains(name);
            case "hz:impl:topicService" -> TOPICS.contains(name);
            default -> name.startsWith("__");
        };
    }

    private static void renew(HazelcastInstance now, Subscription subscription) {
        try {
            subscription.renew(now);
        } catch (HazelcastException | IllegalStateException notNow) {
            LOG.debug("not subscribed to {}: {}", subscription.object(), notNow.toString());
        }
    }

    /** A destroyed object takes its listeners with it; they are renewed with the next turn, at once. */
    private void watchDestruction() {
        running().addDistributedObjectListener(new DistributedObjectListener() {
            @Override
            public void distributedObjectCreated(DistributedObjectEvent event) {
                // Strangers' are removed with the next turn.
            }

            @Override
            public void distributedObjectDestroyed(DistributedObjectEvent event) {
                String name = String.valueOf(event.getObjectName());
                subscriptions.stream()
                        .filter(subscription -> subscription.object().equals(name))
                        .forEach(Subscription::lost);
                try {
                    tending.execute(ClusterMember.this::tend);
                } catch (RejectedExecutionException closed) {
                    LOG.trace("closed already");
                }
            }
        });
    }

    /** Ends the member: everything that it holds goes with it, and it is started anew after a pause. */
    private void giveUp(String why) {
        HazelcastInstance now = instance;
        instance = null;
        restarts.ended();
        String sentence = "The cluster member was given up: " + why
                + "; reports are not heard and nothing is written until it is started anew in "
                + restarts.pause().toSeconds() + " s. See who reaches its port.";
        trouble = Optional.of(sentence);
        if (now != null) {
            now.getLifecycleService().terminate();
        }
        LOG.error("{}", sentence);
    }

    private void revive() {
        HazelcastInstance ended = instance;
        if (ended != null) {
            giveUp("somebody ended it from outside");
        }
        if (!restarts.due()) {
            return;
        }
        HazelcastInstance fresh = launch(settings);
        if (closing) {
            fresh.getLifecycleService().terminate();
            return;
        }
        instance = fresh;
        trouble = Optional.empty();
        watchDestruction();
        subscriptions.forEach(subscription -> renew(fresh, subscription));
        LOG.warn("the cluster member was started anew");
    }

    /** Hazelcast's own answer to a full heap would be to end every member of the process for good. */
    private final class GivesUp extends OutOfMemoryHandler {
        @Override
        public void onOutOfMemory(OutOfMemoryError full, HazelcastInstance[] members) {
            try {
                tending.execute(() -> {
                    if (instance != null && !closing) {
                        giveUp("the heap was full");
                    }
                });
            } catch (RejectedExecutionException closed) {
                LOG.trace("closed already");
            }
        }
    }
}
