package dev.trimtab.sim.simulator;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.Ports;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.loop.SteeringLoop;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.ports.Pausable;
import dev.trimtab.sim.ports.SimFeed;
import dev.trimtab.sim.ports.SimLanes;
import dev.trimtab.sim.ports.SimProvider;
import dev.trimtab.sim.ports.SimStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One controller: the real loop, with a process around it that may crash, stand still, lose its links or its clock. */
final class Controller {
    /** The mark's owner of everything that a simulation writes. */
    static final String OWNER = "5131000000000000";

    /** What one call to a DNS service may take; a lease must outlast it by a second. */
    static final Duration WRITE_TIMEOUT = Duration.ofSeconds(3);

    private final String id;
    private final World world;
    private final SimStore plans;
    private final Dice dice;
    private final List<SimProvider> providers = new ArrayList<>();
    private final Set<VantageId> unheard = new HashSet<>();
    private final TreeMap<VantageId, Report> waiting = new TreeMap<>();
    private final TreeMap<VantageId, Instant> heardAt = new TreeMap<>();
    private Pausable pausable = new Pausable();
    private SimFeed feed = new SimFeed();
    private Spec spec;
    private SteeringLoop loop;
    private Duration clockOff = Duration.ZERO;
    private boolean down;
    private boolean frozen;
    private boolean cutFromElection;
    private boolean cutFromDns;
    private Optional<Duration> pauseWanted = Optional.empty();

    Controller(String id, World world, SimStore plans, Dice dice) {
        this.id = id;
        this.world = world;
        this.plans = plans;
        this.dice = dice;
        this.spec = world.setting().spec();
        for (int i = 0; i < world.zones().size(); i++) {
            int number = i;
            SimProvider provider = new SimProvider(
                    world.setting().zone(i),
                    world.setting().capabilities(),
                    world.zones().get(i),
                    () -> cutFromDns
                            ? SimProvider.Weather.LOST_BEFORE
                            : world.weather().get(number).next(dice),
                    set -> world.invariants().applied(this, number, set, frozen));
            provider.beforeApply(() -> {
                world.invariants().sending(this);
                pausable.pausePoint();
            });
            providers.add(provider);
        }
        this.loop = newLoop();
    }

    private SteeringLoop newLoop() {
        TreeMap<ProviderId, DnsProvider> byId = new TreeMap<>();
        providers.forEach(provider -> byId.put(provider.id(), provider));
        Ports ports = new Ports(
                feed,
                new Lease(world.election().of(id, world::now)),
                world.wishes().interventions(),
                plans.plans(),
                () -> byId,
                (server, name, type, timeout) -> {
                    throw new IllegalStateException("a zone in memory has no servers to ask");
                },
                new SimLanes(pausable),
                this::tell,
                this::clock,
                () -> world.setting().signals() ? world.nature().signals() : Signals.NONE,
                BypassGate.NONE);
        return new SteeringLoop(ports, spec, OWNER, WRITE_TIMEOUT);
    }

    private void tell(Event event) {
        world.log().add(world.now(), id, event);
        world.invariants().told(this, event);
    }

    String id() {
        return id;
    }

    Spec spec() {
        return spec;
    }

    SimFeed feed() {
        return feed;
    }

    /** What its own clock says. */
    Instant clock() {
        return world.now().plus(clockOff);
    }

    boolean running() {
        return !down && !frozen;
    }

    boolean leads() {
        return world.election().holder().equals(id);
    }

    /** One round, and what the invariants say of it. */
    void round() {
        if (!running()) {
            return;
        }
        world.invariants().roundBegins(this);
        RoundView view = loop.runOnce(clock());
        world.invariants().roundOver(this, view);
        if (pausable.paused()) {
            Duration pause = pauseWanted.orElseThrow();
            pauseWanted = Optional.empty();
            freeze(pause);
        }
    }

    /** The state after its newest round. */
    Optional<RoundView> view() {
        return loop.view();
    }

    void renew() {
        if (running() && !cutFromElection) {
            world.election().renew(id, world.now());
        }
    }

    void hear(Report report) {
        if (down || unheard.contains(report.vantage())) {
            return;
        }
        if (frozen) {
            // It lies in a buffer until somebody reads it.
            waiting.put(report.vantage(), report);
        } else {
            if (feed.hear(report, clock())) {
                heardAt.put(report.vantage(), world.now());
            }
        }
    }

    /** When a vantage's newest report came, by the true time. */
    Instant heardAt(VantageId vantage) {
        return heardAt.getOrDefault(vantage, Instant.EPOCH);
    }

    /** Whether nothing keeps it from writing. */
    boolean couldWrite() {
        return running() && leads() && !cutFromDns && !cutFromElection;
    }

    /** The process stands still, with a write in its hands perhaps. */
    void freeze(Duration pause) {
        if (frozen || down) {
            return;
        }
        frozen = true;
        world.agenda().in(pause, this::thaw);
    }

    private void thaw() {
        if (pausable.paused()) {
            world.log().note(world.now(), id, "goes on with a write that it began before it stood still");
            pausable.goOn();
            world.invariants().resumed();
        }
        frozen = false;
        List<Report> buffered = List.copyOf(waiting.values());
        waiting.clear();
        buffered.forEach(this::hear);
    }

    /** Its next write stops between read and send, for so long. */
    void freezeInWrite(Duration pause) {
        pauseWanted = Optional.of(pause);
        pausable.pauseNext();
    }

    /** No write came to be stopped. */
    void neverMind() {
        pauseWanted = Optional.empty();
        pausable.neverMind();
    }

    void crash() {
        if (!frozen) {
            down = true;
        }
    }

    /** A new process. Its memory is gone, and its disk too unless it is kept. */
    void start(boolean diskKept) {
        if (!down) {
            return;
        }
        down = false;
        if (!diskKept) {
            plans.lose();
        }
        pauseWanted = Optional.empty();
        pausable = new Pausable();
        feed = new SimFeed();
        loop = newLoop();
        world.invariants().restarted(this);
    }

    /** What its store holds, its own or the shared one. */
    SortedMap<SteeredName, PlanStore.Memory> stored() {
        return plans.plans().all();
    }

    void reload(Spec next) {
        spec = next;
        loop.reload(next);
    }

    void setClock(Duration off) {
        clockOff = off;
    }

    void cutFromElection(boolean cut) {
        cutFromElection = cut;
    }

    void cutFromDns(boolean cut) {
        cutFromDns = cut;
    }

    void cutFrom(VantageId vantage) {
        unheard.add(vantage);
    }

    void hearAllAgain() {
        unheard.clear();
    }

    Dice dice() {
        return dice;
    }

    /** A lease measured as adapters do it, by a clock that never jumps. */
    private final class Lease implements Leadership {
        private final Leadership inner;

        Lease(Leadership inner) {
            this.inner = inner;
        }

        @Override
        public Optional<Leadership.Lease> lease() {
            return inner.lease();
        }

        @Override
        public Optional<Leadership.Lease> raiseAbove(long fence) {
            return cutFromElection ? Optional.empty() : inner.raiseAbove(fence);
        }

        @Override
        public Sight seen() {
            return inner.seen();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
