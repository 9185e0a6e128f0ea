package dev.trimtab.sim.engine;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.Ports;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.loop.SteeringLoop;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.ports.Pausable;
import dev.trimtab.sim.ports.SimElection;
import dev.trimtab.sim.ports.SimLanes;
import dev.trimtab.sim.ports.SimProvider;
import dev.trimtab.sim.ports.SimStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One controller in virtual time: the real loop over ports in memory. */
public final class SimController {
    /** The mark's owner of everything that a simulation writes. */
    public static final String OWNER = "5131000000000000";

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(3);

    private final String id;
    private final SteeringLoop loop;
    private final Pausable pausable = new Pausable();
    private final SimElection election;

    /** @param providers its own ways to the zones that it shares with others */
    public SimController(
            String id,
            Spec spec,
            ObservationFeed feed,
            SimElection election,
            SimStore store,
            List<SimProvider> providers,
            Supplier<Signals> signals,
            Consumer<Event> events,
            InstantSource time) {
        this.id = id;
        this.election = election;
        SortedMap<ProviderId, DnsProvider> byId = new TreeMap<>();
        for (SimProvider provider : providers) {
            provider.beforeApply(pausable::pausePoint);
            byId.put(provider.id(), provider);
        }
        Ports ports = new Ports(
                feed,
                election.of(id, time),
                store.interventions(),
                store.plans(),
                () -> byId,
                (server, name, type, timeout) -> {
                    throw new IllegalStateException("a zone in memory has no servers to ask");
                },
                new SimLanes(pausable),
                events::accept,
                time,
                signals,
                BypassGate.NONE);
        this.loop = new SteeringLoop(ports, spec, OWNER, WRITE_TIMEOUT);
    }

    public String id() {
        return id;
    }

    public SteeringLoop loop() {
        return loop;
    }

    /** Renews its lease and runs one round. */
    public RoundView round(Instant now) {
        election.renew(id, now);
        return loop.runOnce(now);
    }

    /** The next write stops just before it is sent. */
    public void pauseNextWrite() {
        pausable.pauseNext();
    }

    /** A paused write goes on, whatever has happened since. */
    public void goOn() {
        pausable.goOn();
    }

    public boolean paused() {
        return pausable.paused();
    }
}
