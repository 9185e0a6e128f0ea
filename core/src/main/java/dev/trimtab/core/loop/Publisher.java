package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.WriteLanes;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.safety.Clearance;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Keeps every provider at the published plan: starts a pass for each name at each provider when there is something to do,
 * and remembers how far each has come. The passes run in lanes; this class is safe for use by all of them.
 */
final class Publisher {
    /** An unchanged name is read again this often: drift is found within a minute. */
    static final Duration REREAD_EVERY = Duration.ofSeconds(60);

    /** Verification is asked again this often until every server agrees. */
    static final Duration REVERIFY_EVERY = Duration.ofSeconds(1);

    /** A newer plan of ours found more often than this within {@link #RIVAL_WINDOW} is somebody else's. */
    static final int RIVAL_FINDS_MAX = 3;

    static final Duration RIVAL_WINDOW = Duration.ofMinutes(10);

    /** A provider whose servers cannot be asked is asked again this often. */
    static final Duration UNSEEN_EVERY = Duration.ofSeconds(30);

    /** Reads of a provider that may fail before a name is steered by what the others hold. */
    static final int SEED_ATTEMPTS_MAX = 3;

    private final Ports ports;
    private final String owner;
    private final Duration timeout;
    private final Map<Lane, Delivery> deliveries = new ConcurrentHashMap<>();
    private final Map<Lane, Instant> nextLook = new ConcurrentHashMap<>();
    private final Map<Lane, Seed> seeds = new ConcurrentHashMap<>();
    private final Map<SteeredName, Snapshot> newerFound = new ConcurrentHashMap<>();
    private final Map<Lane, Generation> attempted = new ConcurrentHashMap<>();
    private final AtomicLong highestFence = new AtomicLong();
    private final Deque<Instant> rivalFinds = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean rivalTold = new AtomicBoolean();
    private final Map<Lane, Instant> lastPass = new ConcurrentHashMap<>();
    private final EarlyLooks early = new EarlyLooks();
    private final Drifts drifts = new Drifts();
    private final Levers levers;

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

    Publisher(Ports ports, Levers levers, String owner, Duration timeout) {
        this.ports = ports;
        this.levers = levers;
        this.owner = owner;
        this.timeout = timeout;
    }

    /** Forgets names that are steered no longer: one that is configured again is read again. */
    void retain(Set<SteeredName> steered) {
        Stream.of(deliveries, nextLook, seeds, attempted, lastPass)
                .forEach(known -> known.keySet().removeIf(lane -> !steered.contains(lane.name())));
        newerFound.keySet().retainAll(steered);
        early.retain(steered);
        drifts.retain(steered);
    }

    SortedMap<ProviderId, Delivery> deliveries(SteeredName name, Collection<ProviderId> providers) {
        TreeMap<ProviderId, Delivery> found = new TreeMap<>();
        providers.forEach(id -> found.put(id, deliveries.getOrDefault(new Lane(id, name), Delivery.idle(id))));
        return found;
    }

    /** When a name's providers are to be looked at next; now, when any of them does not hold the plan, or is not at rest. */
    Instant nextStir(NameSpec name, Optional<Publication> publication, Collection<ProviderId> providers, Instant now) {
        Instant next = Instant.MAX;
        for (ProviderId provider : providers) {
            Lane lane = new Lane(provider, name.name());
            Delivery delivery = deliveries.getOrDefault(lane, Delivery.idle(provider));
            // A write under way leaves what was held before: whoever rested on that would not see its end.
            boolean rests = delivery.state() == Delivery.State.HELD
                    && publication.filter(plan -> holds(delivery, name, plan)).isPresent();
            Instant usual = nextLook.getOrDefault(lane, now);
            Instant look = rests ? early.next(lane).filter(usual::isAfter).orElse(usual) : now;
            next = look.isBefore(next) ? look : next;
        }
        return next;
    }

    /**
     * This process leads from now on, by a lease until {@code until}: whatever its predecessor began to write, it is to be
     * seen soon after it arrives.
     */
    void tookLead(SortedMap<ProviderId, DnsProvider> providers, Instant now, Instant until) {
        deliveries.keySet().forEach(lane -> {
            DnsProvider provider = providers.get(lane.provider());
            if (provider != null && racy(provider)) {
                early.add(lane, now, until.plus(timeout));
            }
        });
    }

    /** Whether a late write can go over a newer one. */
    private static boolean racy(DnsProvider provider) {
        return provider.capabilities().compareAndSet() == Capabilities.CompareAndSet.NONE;
    }

    /**
     * Starts a pass when one is due.
     *
     * @param inherited the newest generation of an earlier leader on whose plan ours rest
     */
    void keep(
            NameSpec name,
            Publication publication,
            Generation inherited,
            DnsProvider provider,
            Right right,
            Clearance.Warrant warrant,
            Instant now) {
        Lane lane = new Lane(provider.id(), name.name());
        Delivery delivery = deliveries.getOrDefault(lane, Delivery.idle(provider.id()));
        boolean news = !holds(delivery, name, publication);
        boolean urgent = (publication.move() == Move.ESCAPE || publication.move() == Move.OPERATOR)
                && attempted.getOrDefault(lane, Generation.NONE).compareTo(publication.generation()) < 0;
        boolean retry = news && (urgent || NotBefore.over(delivery.retryAt(), Delivering.RETRY_MAX, now));
        boolean look =
                NotBefore.over(nextLook.getOrDefault(lane, Instant.EPOCH), REREAD_EVERY, now) || early.due(lane, now);
        if ((retry || look) && !paced(lane, now)) {
            Delivering pass = new Delivering(
                    ports,
                    owner,
                    timeout,
                    name,
                    publication,
                    inherited,
                    provider,
                    right,
                    warrant,
                    () -> levers.of(provider.id()).state(),
                    found -> drifts.news(lane, found, ports.time().instant()));
            WriteLanes.Urgency urgency = retry ? WriteLanes.Urgency.NEWS : WriteLanes.Urgency.ROUTINE;
            ports.lanes().start(provider.id(), name.name(), urgency, () -> {
                attempted.put(lane, publication.generation());
                Instant begins = ports.time().instant();
                lastPass.put(lane, begins);
                early.looked(lane, begins);
                Delivery after = pass.run(delivery);
                if (racy(provider)) {
                    pass.wroteUntil().ifPresent(until -> {
                        Instant wrote = ports.time().instant();
                        early.add(
                                lane,
                                wrote.plus(REVERIFY_EVERY),
                                later(wrote, until).plus(timeout));
                    });
                }
                finish(lane, pass, after);
            });
        }
    }

    private static boolean holds(Delivery delivery, NameSpec name, Publication publication) {
        return delivery.held()
                .map(held -> held.mark().generation().equals(publication.generation())
                        && held.type() == name.type()
                        && held.ttl().equals(name.ttl()))
                .orElse(false);
    }

    /** Towards a provider that takes no trial writes there is no storm of retries, however urgent (R26). */
    private boolean paced(Lane lane, Instant now) {
        return levers.of(lane.provider()).state().troubled()
                && !NotBefore.over(
                        lastPass.getOrDefault(lane, Instant.EPOCH).plus(Lever.TROUBLED_EVERY),
                        Lever.TROUBLED_EVERY,
                        now);
    }

    private void finish(Lane lane, Delivering pass, Delivery after) {
        pass.newerHeld().ifPresent(found -> newer(lane, found));
        if (after.state() == Delivery.State.HELD) {
            drifts.mended(lane);
        }
        boolean settled = after.state() == Delivery.State.HELD
                && after.verification()
                        .map(seen -> seen instanceof Verification.Converged)
                        .orElse(true);
        boolean unseen = after.verification()
                .map(seen -> seen instanceof Verification.Unseen)
                .orElse(false);
        Duration pause = settled ? REREAD_EVERY : unseen ? UNSEEN_EVERY : REVERIFY_EVERY;
        nextLook.put(lane, later(after.retryAt(), ports.time().instant().plus(pause)));
        // Last: whoever sees that the plan is held rests until the looks that were just noted.
        deliveries.put(lane, after);
    }

    private void newer(Lane lane, Snapshot found) {
        Generation generation = generation(found);
        if (generation.fence() > highestFence.getAndAccumulate(generation.fence(), Math::max)) {
            rivalFinds.add(ports.time().instant());
        }
        newerFound.merge(lane.name(), found, (a, b) -> generation(a).compareTo(generation(b)) > 0 ? a : b);
    }

    static Generation generation(Snapshot snapshot) {
        return snapshot.mark().map(Mark::generation).orElse(Generation.NONE);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Reads the name at its providers in their lanes; the newest of our own plans found there is taken up. One provider of
     * several that cannot be read holds nobody up: what it holds is compared when it is back. */
    Seed seed(NameSpec name, SortedMap<ProviderId, DnsProvider> providers) {
        providers.values().forEach(provider -> {
            Lane lane = new Lane(provider.id(), name.name());
            boolean due = NotBefore.over(
                    deliveries.getOrDefault(lane, Delivery.idle(provider.id())).retryAt(),
                    Delivering.RETRY_MAX,
                    ports.time().instant());
            if (!seeds.containsKey(lane) && due) {
                ports.lanes()
                        .start(
                                provider.id(),
                                name.name(),
                                WriteLanes.Urgency.NEWS,
                                () -> readSeed(lane, name, provider));
            }
        });
        List<Lane> lanes =
                providers.keySet().stream().map(id -> new Lane(id, name.name())).toList();
        boolean enough = lanes.stream().anyMatch(seeds::containsKey)
                && lanes.stream()
                        .allMatch(lane -> seeds.containsKey(lane)
                                || deliveries
                                                .getOrDefault(lane, Delivery.idle(lane.provider()))
                                                .attempts()
                                        >= SEED_ATTEMPTS_MAX);
        if (!enough) {
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

    /** Whether our fence may be raised: two that raise theirs against each other are stopped, and told. */
    boolean mayRaise(Instant now) {
        rivalFinds.removeIf(at -> NotBefore.over(at.plus(RIVAL_WINDOW), RIVAL_WINDOW, now));
        boolean rival = rivalFinds.size() > RIVAL_FINDS_MAX;
        if (rival && !rivalTold.getAndSet(true)) {
            ports.events()
                    .accept(Event.of(
                            Event.Type.RIVAL_WRITER,
                            now,
                            "another controller writes with our owner name: fences up to " + highestFence.get()
                                    + " found " + rivalFinds.size() + " times within " + RIVAL_WINDOW.toMinutes()
                                    + " min; set TRIMTAB_OWNER apart or stop one (R21)"));
        } else if (!rival) {
            rivalTold.set(false);
        }
        return !rival;
    }

    /** What a provider holds of ours that is above what we published. */
    Optional<Snapshot> newerHeld(SteeredName name, Generation published) {
        return Optional.ofNullable(newerFound.get(name))
                .filter(found -> generation(found).compareTo(published) > 0);
    }
}
