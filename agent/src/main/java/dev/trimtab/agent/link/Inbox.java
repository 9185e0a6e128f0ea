package dev.trimtab.agent.link;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.AssignmentCodec;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.observe.SuspicionCodec;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a link receives, whichever way it comes: counts only under the controller's signature, and is passed on by the link's
 * own thread.
 */
final class Inbox implements AutoCloseable {
    /** Reports under way may name an assignment that has just been replaced. */
    private static final int ASSIGNMENTS_KEPT = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final VantageId vantage;
    private final PublicKey controllerKey;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("link").daemon().factory());
    private final List<Consumer<Assignment>> assignmentListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Suspicion>> suspicionListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<LookRequest>> requestListeners = new CopyOnWriteArrayList<>();
    private final Deque<Assignment> assignments = new ArrayDeque<>();
    // On the link's own thread only.
    private byte[] refused = new byte[0];

    Inbox(VantageId vantage, PublicKey controllerKey) {
        this.vantage = vantage;
        this.controllerKey = controllerKey;
    }

    void onAssignment(Consumer<Assignment> listener) {
        later(() -> {
            assignmentListeners.add(listener);
            current().ifPresent(listener);
        });
    }

    void onSuspicion(Consumer<Suspicion> listener) {
        suspicionListeners.add(listener);
    }

    void onLookRequest(Consumer<LookRequest> listener) {
        requestListeners.add(listener);
    }

    /** One of the last few assignments. */
    Optional<Assignment> assignment(String digest) {
        synchronized (assignments) {
            return assignments.stream()
                    .filter(assignment -> assignment.digest().equals(digest))
                    .findFirst();
        }
    }

    /** An envelope that should hold an assignment; call on the link's thread. */
    void assigned(byte[] sealed) {
        switch (Envelope.open(controllerKey, Envelope.Kind.ASSIGNMENT, sealed)) {
            case Envelope.Opened opened -> {
                switch (AssignmentCodec.decode(opened.payload())) {
                    case AssignmentCodec.Decoded decoded -> take(decoded.assignment(), sealed);
                    case AssignmentCodec.Undecodable undecodable -> refuse(sealed, undecodable.reason());
                }
            }
            case Envelope.Refused wrong -> refuse(sealed, wrong.reason());
        }
    }

    /** An envelope that should hold somebody's suspicion or a request to look; call on the link's thread. */
    void told(byte[] sealed) {
        if (Envelope.kind(sealed).equals(Optional.of(Envelope.Kind.LOOK_REQUEST))) {
            asked(sealed);
        } else {
            suspected(sealed);
        }
    }

    private void asked(byte[] sealed) {
        if (Envelope.open(controllerKey, Envelope.Kind.LOOK_REQUEST, sealed) instanceof Envelope.Opened opened) {
            LookRequest.of(opened.payload())
                    .ifPresent(request -> requestListeners.forEach(listener -> listener.accept(request)));
        } else {
            LOG.debug("a request to look without the controller's signature");
        }
    }

    private void suspected(byte[] sealed) {
        if (Envelope.open(controllerKey, Envelope.Kind.RELAYED_SUSPICION, sealed) instanceof Envelope.Opened opened) {
            SuspicionCodec.decode(opened.payload())
                    .filter(suspicion -> !suspicion.by().equals(vantage))
                    .ifPresent(suspicion -> suspicionListeners.forEach(listener -> listener.accept(suspicion)));
        } else {
            LOG.debug("a suspicion without the controller's signature");
        }
    }

    /** Does it on the link's thread; what it throws is logged. */
    void later(Runnable work) {
        after(Duration.ZERO, work);
    }

    void after(Duration delay, Runnable work) {
        try {
            thread.schedule(() -> guarded(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.trace("closed already");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void take(Assignment assignment, byte[] sealed) {
        if (!assignment.vantage().equals(vantage)) {
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

    private Optional<Assignment> current() {
        synchronized (assignments) {
            return Optional.ofNullable(assignments.peekFirst());
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException bug) {
            LOG.error("a listener of the link failed", bug);
        }
    }
}
