package dev.trimtab.controller.cluster;

import com.hazelcast.core.HazelcastException;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.EvidenceCodec;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.spec.Spec;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What looks have shown lately, for people who ask: of each vantage only as much as fits, the oldest gives way. It belongs to no
 * decision, so that whoever could forge it would move nothing; it is shown only under its vantage's signature all the same.
 */
public final class EvidenceShelf implements AutoCloseable {
    /** What is kept of one vantage, as it came; unpacked it is a few times as much. */
    static final int BYTES_PER_VANTAGE_MAX = 256 * 1024;

    /** Of one check by one vantage. */
    static final int PER_CHECK_MAX = 4;

    /** An agent shows 40 at once and five a second. */
    static final int PER_SECOND_MAX = 50;

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceShelf.class);

    /**
     * Evidence, and whose it is.
     *
     * @param arrived by our own clock
     */
    public record Shown(VantageId vantage, Instant arrived, LookEvidence evidence) {}

    private record Kept(Shown shown, int bytes) {}

    private static final class Shelf {
        final Deque<Kept> kept = new ArrayDeque<>();
        int bytes;
        Instant second = Instant.EPOCH;
        int inSecond;
    }

    private final ClusterMember member;
    private final Refusals refusals;
    private final InstantSource clock;
    // All below: under this object's own lock.
    private final Map<VantageId, Shelf> shelves = new TreeMap<>();
    private VantageKeys keys = VantageKeys.NONE;
    private Subscription.@Nullable Ear subscription;

    public EvidenceShelf(ClusterMember member, Refusals refusals, InstantSource clock) {
        this.member = member;
        this.refusals = refusals;
        this.clock = clock;
    }

    public void start(Spec spec) {
        take(spec);
        subscription = member.onMessage(ClusterMember.EVIDENCE_IN, (none, bytes) -> arrived(bytes));
    }

    /** Takes over a new configuration's vantages and keys. */
    public synchronized void take(Spec spec) {
        keys = VantageKeys.of(spec);
        shelves.keySet().retainAll(keys.keys().keySet());
    }

    /** Hands on what came by another way than the cluster; its signature is checked where it arrives. */
    void handOn(byte[] sealed) {
        try {
            member.evidenceIn().publishAsync(sealed);
        } catch (HazelcastException | IllegalStateException notNow) {
            LOG.debug("evidence was not handed on: {}", notNow.toString());
        }
    }

    private synchronized void arrived(byte[] sealed) {
        Optional<String> signer = Envelope.signer(sealed);
        Optional<PublicKey> key = signer.flatMap(keys::of);
        if (key.isEmpty()) {
            LOG.debug("evidence of a stranger");
            return;
        }
        VantageId vantage = new VantageId(signer.get());
        Shelf shelf = shelves.computeIfAbsent(vantage, any -> new Shelf());
        if (!affordable(shelf)) {
            LOG.debug("evidence of {} was dropped: more than {} a second", vantage, PER_SECOND_MAX);
            return;
        }
        switch (Envelope.open(key.get(), Envelope.Kind.EVIDENCE, sealed)) {
            case Envelope.Refused wrong -> refusals.refuse(vantage.value(), Refusal.ENVELOPE, wrong.reason());
            case Envelope.Opened opened -> {
                switch (EvidenceCodec.decode(opened.payload())) {
                    case EvidenceCodec.Undecodable malformed ->
                        refusals.refuse(vantage.value(), Refusal.MALFORMED, malformed.reason());
                    case EvidenceCodec.Decoded decoded ->
                        keep(shelf, new Kept(new Shown(vantage, clock.instant(), decoded.evidence()), sealed.length));
                }
            }
        }
    }

    private boolean affordable(Shelf shelf) {
        Instant now = clock.instant();
        if (now.isBefore(shelf.second) || !now.isBefore(shelf.second.plusSeconds(1))) {
            shelf.second = now;
            shelf.inSecond = 0;
        }
        shelf.inSecond++;
        return shelf.inSecond <= PER_SECOND_MAX;
    }

    private static void keep(Shelf shelf, Kept fresh) {
        int ofCheck = 0;
        for (Iterator<Kept> newest = shelf.kept.descendingIterator(); newest.hasNext(); ) {
            Kept kept = newest.next();
            if (kept.shown()
                    .evidence()
                    .look()
                    .check()
                    .equals(fresh.shown().evidence().look().check())) {
                ofCheck++;
                if (ofCheck >= PER_CHECK_MAX) {
                    newest.remove();
                    shelf.bytes -= kept.bytes();
                }
            }
        }
        shelf.kept.addLast(fresh);
        shelf.bytes += fresh.bytes();
        while (shelf.bytes > BYTES_PER_VANTAGE_MAX && shelf.kept.size() > 1) {
            shelf.bytes -= shelf.kept.removeFirst().bytes();
        }
    }

    /** What was shown of a name, the newest first. */
    public synchronized List<Shown> of(SteeredName name) {
        List<Shown> shown = new ArrayList<>();
        for (Shelf shelf : shelves.values()) {
            for (Kept kept : shelf.kept.reversed()) {
                if (kept.shown().evidence().look().check().target().name().equals(name)) {
                    shown.add(kept.shown());
                }
            }
        }
        shown.sort((one, other) -> other.arrived().compareTo(one.arrived()));
        return shown;
    }

    @Override
    public void close() {
        Subscription.Ear registered = subscription;
        if (registered != null) {
            registered.close();
        }
    }
}
