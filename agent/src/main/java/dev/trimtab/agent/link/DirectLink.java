package dev.trimtab.agent.link;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.core.DistributedObjectEvent;
import com.hazelcast.core.DistributedObjectListener;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.topic.ITopic;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.port.VantageLink;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks with the controllers as a Hazelcast client: for vantages inside the controllers' own trusted network. What is
 * received counts only under the controller's signature; all that is sent is signed by the vantage.
 */
public final class DirectLink implements VantageLink {
    /**
     * Whom to reach, and who we are.
     *
     * @param members addresses of controllers, any one will do
     * @param key the vantage's own Ed25519 key
     * @param controllerKey the key under which assignments and suspicions are believed
     */
    public record Settings(
            VantageId vantage,
            List<InetSocketAddress> members,
            String clusterName,
            PrivateKey key,
            PublicKey controllerKey) {
        public Settings {
            members = List.copyOf(members);
        }
    }

    /** A report is worthless once the next one is due. */
    static final long REPORT_TIMEOUT_MILLIS = 2000;

    /** Between attempts to find the maps when a connection was just lost again. */
    private static final Duration ATTACH_RETRY = Duration.ofMillis(500);

    /** The assignment is fetched again this often, should nobody have told that it changed. */
    private static final Duration REFRESH_EVERY = Duration.ofSeconds(5);

    private static final String ASSIGNMENTS = "assignments";
    private static final String SUSPICIONS = "suspicions";

    private static final Logger LOG = LoggerFactory.getLogger(DirectLink.class);

    private final Settings settings;
    private final HazelcastInstance client;
    private final Sealing sealing;
    private final Inbox inbox;

    private volatile @Nullable IMap<String, byte[]> reports;
    private volatile @Nullable ITopic<byte[]> suspicionsIn;
    private volatile @Nullable ITopic<byte[]> evidenceIn;
    // On the link's own thread only.
    private boolean listening;

    private DirectLink(Settings settings, HazelcastInstance client) {
        this.settings = settings;
        this.client = client;
        this.sealing = new Sealing(settings.vantage(), settings.key(), InstantSource.system());
        this.inbox = new Inbox(settings.vantage(), settings.controllerKey());
    }

    /** Returns at once; the connection is made in the background, and made again for ever. */
    public static DirectLink connect(Settings settings) {
        HazelcastInstance client = HazelcastClient.newHazelcastClient(ClientSettings.of(settings));
        DirectLink link = new DirectLink(settings, client);
        client.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.CLIENT_CONNECTED) {
                link.inbox.later(link::attach);
            }
        });
        client.addDistributedObjectListener(link.new Losses());
        link.inbox.later(link::refresh);
        return link;
    }

    @Override
    public boolean report(Report report) {
        IMap<String, byte[]> map = reports;
        Optional<Assignment> assignment = inbox.assignment(report.assignment());
        if (map == null || assignment.isEmpty()) {
            return false;
        }
        byte[] sealed = sealing.report(report, assignment.get());
        try {
            map.setAsync(settings.vantage().value(), sealed)
                    .toCompletableFuture()
                    .get(REPORT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException | HazelcastException | IllegalStateException notArrived) {
            LOG.debug("report {} did not arrive: {}", report.sequence(), notArrived.toString());
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void onAssignment(Consumer<Assignment> listener) {
        inbox.onAssignment(listener);
    }

    @Override
    public void suspect(Suspicion suspicion) {
        ITopic<byte[]> topic = suspicionsIn;
        if (topic == null) {
            return;
        }
        try {
            topic.publishAsync(sealing.suspicion(suspicion));
        } catch (HazelcastException | IllegalStateException notArrived) {
            // Nothing is lost but speed: the others find out at their own next look.
            LOG.debug("suspicion of {} did not leave: {}", suspicion.target(), notArrived.toString());
        }
    }

    @Override
    public void onSuspicion(Consumer<Suspicion> listener) {
        inbox.onSuspicion(listener);
    }

    @Override
    public void show(LookEvidence evidence) {
        ITopic<byte[]> topic = evidenceIn;
        if (topic == null) {
            return;
        }
        try {
            topic.publishAsync(sealing.evidence(evidence));
        } catch (HazelcastException | IllegalStateException notArrived) {
            // Nothing is decided by it.
            LOG.debug("evidence of {} did not leave: {}", evidence.look().check(), notArrived.toString());
        }
    }

    @Override
    public void onLookRequest(Consumer<LookRequest> listener) {
        inbox.onLookRequest(listener);
    }

    @Override
    public void close() {
        inbox.close();
        client.shutdown();
    }

    private void refresh() {
        attach();
        inbox.after(REFRESH_EVERY, this::refresh);
    }

    /** Finds the maps, listens once, and fetches the assignment: after every (re)connection, perhaps to a new cluster. */
    private void attach() {
        try {
            IMap<String, Object> map = client.getMap(ASSIGNMENTS);
            if (!listening) {
                ITopic<Object> suspicions = client.getTopic(SUSPICIONS);
                map.addEntryListener(new Changes(), settings.vantage().value(), true);
                suspicions.addMessageListener(message -> inbox.later(() -> {
                    if (message.getMessageObject() instanceof byte[] bytes) {
                        inbox.told(bytes);
                    }
                }));
                listening = true;
            }
            reports = client.getMap("reports");
            suspicionsIn = client.getTopic("suspicions-in");
            evidenceIn = client.getTopic("evidence-in");
            Object sealed = map.getAsync(settings.vantage().value())
                    .toCompletableFuture()
                    .get(REPORT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            if (sealed instanceof byte[] bytes) {
                inbox.assigned(bytes);
            }
        } catch (TimeoutException | ExecutionException | HazelcastException | IllegalStateException offline) {
            LOG.debug("no controller yet: {}", offline.toString());
            if (client.getLifecycleService().isRunning()) {
                inbox.after(ATTACH_RETRY, this::attach);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands values over to the link's thread: Hazelcast's own must not wait for listeners. */
    private final class Changes implements EntryAddedListener<String, Object>, EntryUpdatedListener<String, Object> {
        @Override
        public void entryAdded(EntryEvent<String, Object> event) {
            changed(event);
        }

        @Override
        public void entryUpdated(EntryEvent<String, Object> event) {
            changed(event);
        }

        private void changed(EntryEvent<String, Object> event) {
            inbox.later(() -> {
                if (event.getValue() instanceof byte[] bytes) {
                    inbox.assigned(bytes);
                }
            });
        }
    }

    /** What is destroyed takes its listeners with it. */
    private final class Losses implements DistributedObjectListener {
        @Override
        public void distributedObjectCreated(DistributedObjectEvent event) {
            // Nothing is to be done: what we need we make ourselves.
        }

        @Override
        public void distributedObjectDestroyed(DistributedObjectEvent event) {
            String name = String.valueOf(event.getObjectName());
            if (name.equals(ASSIGNMENTS) || name.equals(SUSPICIONS)) {
                inbox.later(() -> {
                    listening = false;
                    attach();
                });
            }
        }
    }
}
