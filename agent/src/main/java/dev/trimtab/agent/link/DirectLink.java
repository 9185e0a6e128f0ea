package dev.trimtab.agent.link;

import com.hazelcast.client.HazelcastClient;
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
import dev.trimtab.core.observe.AssignmentCodec;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.ReportCodec;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.observe.SuspicionCodec;
import dev.trimtab.core.port.VantageLink;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
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

    /** Reports under way may name an assignment that has just been replaced. */
    private static final int ASSIGNMENTS_KEPT = 3;

    /** Between attempts to find the maps when a connection was just lost again. */
    private static final long ATTACH_RETRY_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(DirectLink.class);

    private final Settings settings;
    private final HazelcastInstance client;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("link").daemon().factory());
    private final List<Consumer<Assignment>> assignmentListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Suspicion>> suspicionListeners = new CopyOnWriteArrayList<>();
    private final Deque<Assignment> assignments = new ArrayDeque<>();

    private volatile @Nullable IMap<String, byte[]> reports;
    private volatile @Nullable ITopic<byte[]> suspicionsIn;
    // On the link's own thread only.
    private boolean listening;
    private byte[] refused = new byte[0];

    private DirectLink(Settings settings, HazelcastInstance client) {
        this.settings = settings;
        this.client = client;
    }

    /** Returns at once; the connection is made in the background, and made again for ever. */
    public static DirectLink connect(Settings settings) {
        HazelcastInstance client = HazelcastClient.newHazelcastClient(ClientSettings.of(settings));
        DirectLink link = new DirectLink(settings, client);
        client.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.CLIENT_CONNECTED) {
                link.later(link::attach);
            }
        });
        link.later(link::attach);
        return link;
    }

    @Override
    public boolean report(Report report) {
        IMap<String, byte[]> map = reports;
        Optional<Assignment> assignment = assignment(report.assignment());
        if (map == null || assignment.isEmpty()) {
            return false;
        }
        byte[] sealed = Envelope.seal(
                settings.key(),
                Envelope.Kind.REPORT,
                settings.vantage().value(),
                ReportCodec.encode(report, assignment.get()));
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
        later(() -> {
            assignmentListeners.add(listener);
            current().ifPresent(listener);
        });
    }

    @Override
    public void suspect(Suspicion suspicion) {
        ITopic<byte[]> topic = suspicionsIn;
        if (topic == null) {
            return;
        }
        byte[] sealed = Envelope.seal(
                settings.key(), Envelope.Kind.SUSPICION, settings.vantage().value(), SuspicionCodec.encode(suspicion));
        try {
            topic.publishAsync(sealed);
        } catch (HazelcastException | IllegalStateException notArrived) {
            // Nothing is lost but speed: the others find out at their own next look.
            LOG.debug("suspicion of {} did not leave: {}", suspicion.target(), notArrived.toString());
        }
    }

    @Override
    public void onSuspicion(Consumer<Suspicion> listener) {
        suspicionListeners.add(listener);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        client.shutdown();
    }

    /** Finds the maps, listens once, and fetches the assignment: after every (re)connection, perhaps to a new cluster. */
    private void attach() {
        try {
            IMap<String, byte[]> map = client.getMap("assignments");
            if (!listening) {
                ITopic<byte[]> suspicions = client.getTopic("suspicions");
                map.addEntryListener(new Changes(), settings.vantage().value(), true);
                suspicions.addMessageListener(message -> later(() -> heard(message.getMessageObject())));
                listening = true;
            }
            reports = client.getMap("reports");
            suspicionsIn = client.getTopic("suspicions-in");
            byte[] sealed = map.getAsync(settings.vantage().value())
                    .toCompletableFuture()
                    .get(REPORT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            if (sealed != null) {
                received(sealed);
            }
        } catch (TimeoutException | ExecutionException | HazelcastException | IllegalStateException offline) {
            LOG.debug("no controller yet: {}", offline.toString());
            if (client.getLifecycleService().isRunning()) {
                retry();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void received(byte[] sealed) {
        switch (Envelope.open(settings.controllerKey(), Envelope.Kind.ASSIGNMENT, sealed)) {
            case Envelope.Opened opened -> {
                switch (AssignmentCodec.decode(opened.payload())) {
                    case AssignmentCodec.Decoded decoded -> take(decoded.assignment(), sealed);
                    case AssignmentCodec.Undecodable undecodable -> refuse(sealed, undecodable.reason());
                }
            }
            case Envelope.Refused wrong -> refuse(sealed, wrong.reason());
        }
    }

    private void take(Assignment assignment, byte[] sealed) {
        if (!assignment.vantage().equals(settings.vantage())) {
            refuse(sealed, "it is for " + assignment.vantage());
            return;
        }
        refused = new byte[0];
        if (current().map(Assignment::digest).equals(Optional.of(assignment.digest()))) {
            return;
        }
        synchronized (assignments) {
            assignments.addFirst(assignment);
            if (assignments.size() > ASSIGNMENTS_KEPT) {
                assignments.removeLast();
            }
        }
        assignmentListeners.forEach(listener -> listener.accept(assignment));
    }

    /** The old assignment stays. Said once: the same bytes come again every few seconds. */
    private void refuse(byte[] sealed, String reason) {
        if (!Arrays.equals(refused, sealed)) {
            refused = sealed;
            LOG.warn("assignment refused, the one before it stays: {}", reason);
        }
    }

    private void heard(byte[] sealed) {
        if (Envelope.open(settings.controllerKey(), Envelope.Kind.RELAYED_SUSPICION, sealed)
                instanceof Envelope.Opened opened) {
            SuspicionCodec.decode(opened.payload())
                    .filter(suspicion -> !suspicion.by().equals(settings.vantage()))
                    .ifPresent(suspicion -> suspicionListeners.forEach(listener -> listener.accept(suspicion)));
        } else {
            LOG.debug("a suspicion without the controller's signature");
        }
    }

    private Optional<Assignment> current() {
        synchronized (assignments) {
            return Optional.ofNullable(assignments.peekFirst());
        }
    }

    private Optional<Assignment> assignment(String digest) {
        synchronized (assignments) {
            return assignments.stream()
                    .filter(assignment -> assignment.digest().equals(digest))
                    .findFirst();
        }
    }

    private void later(Runnable work) {
        try {
            thread.execute(() -> guarded(work));
        } catch (RejectedExecutionException closed) {
            LOG.trace("closed already");
        }
    }

    private void retry() {
        try {
            thread.schedule(() -> guarded(this::attach), ATTACH_RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.trace("closed already");
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            LOG.error("a listener of the link failed", bug);
        }
    }

    /** Hands values over to the link's thread: Hazelcast's own must not wait for listeners. */
    private final class Changes implements EntryAddedListener<String, byte[]>, EntryUpdatedListener<String, byte[]> {
        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            later(() -> received(event.getValue()));
        }

        @Override
        public void entryUpdated(EntryEvent<String, byte[]> event) {
            later(() -> received(event.getValue()));
        }
    }
}
