package dev.trimtab.core.loop;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.port.Resolver;
import dev.trimtab.core.port.WriteLanes;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Everything that the loop needs from outside.
 *
 * @param providers those of the configuration in force; asked anew each round, since a reload may change them
 * @param signals present load, asked once a round
 * @param gate asks what stands before an origin to open and to close
 * @param time for what happens within a round, in the lanes: a write asks for the moment at which it is sent
 */
public record Ports(
        ObservationFeed feed,
        Leadership leadership,
        InterventionStore interventions,
        PlanStore plans,
        Supplier<SortedMap<ProviderId, DnsProvider>> providers,
        Resolver resolver,
        WriteLanes lanes,
        EventSink events,
        InstantSource time,
        Supplier<Signals> signals,
        BypassGate gate) {}
