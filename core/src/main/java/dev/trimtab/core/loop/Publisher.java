package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps every provider at the published plan: starts a pass for each name at each provider when there is something to do,
 * and remembers how far each has come. The passes run in lanes; this class is safe for use by all of them.
 */
final class Publisher {
    /** An unchanged name is read again this often: drift is found within a minute. */
    static final Duration REREAD_EVERY = Duration.ofSeconds(60);

    /** Verification is asked again this often until every server agrees. */
    static final Duration REVERIFY_EVERY = Duration.ofSeconds(1);

    /** Raising our fence more often than this means that somebody else raises his, too. */
    static final int RAISES_MAX = 3;

    private final Ports ports;
    private final String owner;
    private final Duration timeout;
    private final Map<Lane, Delivery> deliveries = new ConcurrentHashMap<>();
    private final Map<Lane, Instant> nextLook = new ConcurrentHashMap<>();
    private final Map<Lane, Seed> seeds = new ConcurrentHashMap<>();
    private final Map<SteeredName, Generation> newerFound = new ConcurrentHashMap<>();
    private final AtomicLong highestFence = new AtomicLong();
    private final AtomicInteger raises = new AtomicInteger();

    record Lane(ProviderId provider, SteeredName name) {}

    /** Whether a pass may write. */
    enum Right {
        WRITE,
        LOOK_ONLY
    }

    /**
     * What is known of a name's records before anything was planned.
     *
     * @param state whether every provider has been read
     */
    record Seed(Known state, Optional<Publication> publication) {
        enum Known {
            NOT_YET,
            READ
        }

        boolean known() {
            return state == Known.READ;
        }
    }

    Publisher(Ports ports, String owner, Duration timeout) {
        this.ports = ports;
        this.owner = owner;
        this.timeout = timeout;
    }

    SortedMap<ProviderId, Delivery> deliveries(SteeredName name, Collection<ProviderId> providers) {
        TreeMap<ProviderId, Delivery> found = new TreeMap<>();
        providers.forEach(id -> found.put(id, deliveries.getOrDefault(new Lane(id, name), Delivery.idle(id))));
        return found;
    }

    /** Starts a pass when one is due. */
    void keep(NameSpec name, Publication publication, DnsProvider provider, Right right, Instant now) {
        Lane lane = new Lane(provider.id(), name.name());
        Delivery delivery = deliveries.getOrDefault(lane, Delivery.idle(provider.id()));
        boolean news = !delivery.held()
                .map(held -> held.mark().generation().equals(publication.generation())
                        && held.type() == name.type()
                        && held.ttl().equals(name.ttl()))
                .orElse(false);
        boolean retry = news && !now.isBefore(delivery.retryAt());
        boolean look = !now.isBefore(nextLook.getOrDefault(lane, Instant.EPOCH));
        if (retry || look) {
            Delivering pass = new Delivering(ports, owner, timeout, name, publication, provider, right);
            ports.lanes().start(provider.id(), name.name(), () -> finish(lane, pass, pass.run(delivery)));
        }
    }

    private void finish(Lane lane, Delivering pass, Delivery after) {
        deliveries.put(lane, after);
        pass.newerGeneration().ifPresent(found -> {
            highestFence.accumulateAndGet(found.fence(), Math::max);
            newerFound.merge(lane.name(), found, (a, b) -> a.compareTo(b) > 0 ? a : b);
        });
        boolean settled = after.state() == Delivery.State.HELD
                && after.verification()
                        .map(seen -> seen instanceof Verification.Converged)
                        .orElse(true);
        Instant now = ports.time().instant();
        nextLook.put(lane, settled ? now.plus(REREAD_EVERY) : later(after.retryAt(), now.plus(REVERIFY_EVERY)));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Reads the name at its providers, once, in their lanes; the newest of our own plans found there is taken up. */
    Seed seed(NameSpec name, SortedMap<ProviderId, DnsProvider> providers) {
        providers.values().forEach(provider -> {
            Lane lane = new Lane(provider.id(), name.name());
            if (!seeds.containsKey(lane)) {
                ports.lanes().start(provider.id(), name.name(), () -> readSeed(lane, name, provider));
            }
        });
        boolean all = !providers.isEmpty()
                && providers.keySet().stream().allMatch(id -> seeds.containsKey(new Lane(id, name.name())));
        if (!all) {
            return new Seed(Seed.Known.NOT_YET, Optional.empty());
        }
        Optional<Publication> newest = providers.keySet().stream()
                .map(id -> seeds.getOrDefault(new Lane(id, name.name()), new Seed(Seed.Known.READ, Optional.empty())))
                .flatMap(seed -> seed.publication().stream())
                .max(Comparator.comparing(Publication::generation));
        return new Seed(Seed.Known.READ, newest);
    }

    private void readSeed(Lane lane, NameSpec name, DnsProvider provider) {
        switch (provider.read(name.name(), timeout)) {
            case ReadResult.Unreadable unreadable -> {
                Delivery before = deliveries.getOrDefault(lane, Delivery.idle(provider.id()));
                deliveries.put(
                        lane,
                        Delivering.troubled(
                                before, unreadable.reason(), ports.time().instant()));
                if (before.trouble().isEmpty()) {
                    ports.events()
                            .accept(Event.of(
                                            Event.Type.PROVIDER_DEGRADED,
                                            ports.time().instant(),
                                            name.name(),
                                            provider.id() + ": " + unreadable.reason())
                                    .with("provider", provider.id()));
                }
            }
            case ReadResult.Read read -> seeds.put(lane, new Seed(Seed.Known.READ, taken(name, read.snapshot())));
        }
    }

    private Optional<Publication> taken(NameSpec name, Snapshot snapshot) {
        Optional<Mark> mine = snapshot.mark().filter(mark -> mark.owner().equals(owner));
        mine.ifPresent(mark -> highestFence.accumulateAndGet(mark.generation().fence(), Math::max));
        return mine.flatMap(mark -> Seeding.plan(name, snapshot)
                .map(plan -> new Publication(
                        plan, mark.generation(), Move.FIRST, ports.time().instant())));
    }

    /** The highest fence found in a mark of ours. */
    long highestFenceSeen() {
        return highestFence.get();
    }

    /** Whether our fence may be raised once more: two that raise theirs against each other are stopped, and told. */
    boolean mayRaise() {
        int so = raises.incrementAndGet();
        if (so == RAISES_MAX + 1) {
            ports.events()
                    .accept(Event.of(
                            Event.Type.RIVAL_WRITER,
                            ports.time().instant(),
                            "another controller writes with our owner name: fence " + highestFence.get() + " found "
                                    + so + " times above ours; set TRIMTAB_OWNER apart or stop one (R21)"));
        }
        return so <= RAISES_MAX;
    }

    /** A generation of ours that a provider holds and that is above what we published; NONE when there is none. */
    Generation generationAbove(SteeredName name) {
        return newerFound.getOrDefault(name, Generation.NONE);
    }
}
