package dev.trimtab.controller.cluster;

import com.hazelcast.core.HazelcastException;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.observe.SuspicionCodec;
import dev.trimtab.core.spec.Spec;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes a vantage's suspicion on to the others under the controller's signature: vantages do not know each other's keys. */
public final class SuspicionRelay implements AutoCloseable {
    /** A vantage that suspects more often than this within a second is ill itself. */
    static final int PER_SECOND_MAX = 50;

    /** Nobody's name: whoever is left out of what it asks for. */
    private static final VantageId CONTROLLER = new VantageId("controller.invalid");

    private static final Logger LOG = LoggerFactory.getLogger(SuspicionRelay.class);

    /** Passes a suspicion on by a way of its own; returns at once. */
    interface Listener {
        void relayed(VantageId by, byte[] sealed);
    }

    private record Spent(Instant since, int count) {}

    private final ClusterMember member;
    private final PrivateKey key;
    private final InstantSource clock;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    // All below: under this relay's own lock.
    private final Map<VantageId, Spent> spent = new TreeMap<>();
    private VantageKeys keys = VantageKeys.NONE;
    private Subscription.@Nullable Ear subscription;

    /** @param key the controller's own Ed25519 key */
    public SuspicionRelay(ClusterMember member, PrivateKey key, InstantSource clock) {
        this.member = member;
        this.key = key;
        this.clock = clock;
    }

    public void start(Spec spec) {
        take(spec);
        subscription = member.onMessage(ClusterMember.SUSPICIONS_IN, (none, bytes) -> heard(bytes));
    }

    /** Takes over a new configuration's vantages and keys. */
    public synchronized void take(Spec spec) {
        keys = VantageKeys.of(spec);
        spent.keySet().retainAll(keys.keys().keySet());
    }

    void onRelayed(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        Subscription.Ear registered = subscription;
        if (registered != null) {
            registered.close();
        }
    }

    /** Asks every vantage to look at a target now, and to show what it sees. */
    public void ask(LookRequest request) {
        byte[] sealed = Envelope.seal(key, Envelope.Kind.LOOK_REQUEST, "controller", clock.instant(), request.bytes());
        tell(CONTROLLER, sealed);
    }

    private synchronized void heard(byte[] sealed) {
        Optional<Suspicion> suspicion = checked(sealed);
        if (suspicion.isEmpty() || !affordable(suspicion.get().by())) {
            LOG.debug("a suspicion was dropped");
            return;
        }
        byte[] relayed = Envelope.seal(
                key,
                Envelope.Kind.RELAYED_SUSPICION,
                "controller",
                clock.instant(),
                SuspicionCodec.encode(suspicion.get()));
        tell(suspicion.get().by(), relayed);
    }

    private void tell(VantageId by, byte[] relayed) {
        listeners.forEach(listener -> listener.relayed(by, relayed));
        try {
            member.suspicions().publishAsync(relayed);
        } catch (HazelcastException | IllegalStateException notRelayed) {
            // Nothing is lost but speed: the others find out at their own next look.
            LOG.debug("a suspicion was not relayed: {}", notRelayed.toString());
        }
    }

    private Optional<Suspicion> checked(byte[] sealed) {
        return Envelope.signer(sealed).flatMap(signer -> keys.of(signer).flatMap(publicKey -> open(publicKey, sealed)));
    }

    private static Optional<Suspicion> open(PublicKey publicKey, byte[] sealed) {
        return Envelope.open(publicKey, Envelope.Kind.SUSPICION, sealed) instanceof Envelope.Opened opened
                ? SuspicionCodec.decode(opened.payload())
                        .filter(suspicion -> suspicion.by().value().equals(opened.signer()))
                : Optional.empty();
    }

    private boolean affordable(VantageId vantage) {
        Instant now = clock.instant();
        Spent before = spent.getOrDefault(vantage, new Spent(now, 0));
        Spent after = now.isBefore(before.since().plusSeconds(1))
                ? new Spent(before.since(), before.count() + 1)
                : new Spent(now, 1);
        spent.put(vantage, after);
        return after.count() <= PER_SECOND_MAX;
    }
}
