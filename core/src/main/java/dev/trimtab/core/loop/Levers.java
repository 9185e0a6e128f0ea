package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.WriteLanes;
import dev.trimtab.core.records.Canary;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.safety.Clearance;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tries now and then whether each provider still takes our writes, so that a lever that is lost is found before it is
 * needed (R26). The trials run in lanes of their own and hold nothing up; this class is safe for use by all of them.
 *
 * <p>Only the leader tries, and only where it may write at all: a provider all of whose names are only observed is left
 * alone.
 */
final class Levers {
    private final Ports ports;
    private final Duration timeout;
    private final Map<ProviderId, Lever> levers = new ConcurrentHashMap<>();
    private volatile Written written = new Written(Optional.empty(), new TreeMap<>());

    /** The names that may be written, by provider, in one configuration. */
    private record Written(Optional<Spec> of, SortedMap<ProviderId, List<NameSpec>> names) {
        @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
        boolean isOf(Spec spec) {
            return of.isPresent() && of.get() == spec;
        }
    }

    Levers(Ports ports, Duration timeout) {
        this.ports = ports;
        this.timeout = timeout;
    }

    Lever of(ProviderId provider) {
        return levers.getOrDefault(provider, Lever.UNTRIED);
    }

    SortedMap<ProviderId, Lever> all() {
        return new TreeMap<>(levers);
    }

    /** Providers towards which no plan is made or written. */
    static SortedSet<ProviderId> lost(SortedMap<ProviderId, Lever> levers) {
        TreeSet<ProviderId> lost = new TreeSet<>();
        levers.forEach((provider, lever) -> {
            if (lever.state() == Lever.State.LOST) {
                lost.add(provider);
            }
        });
        return lost;
    }

    /** Starts the trials that are due. Without the lease nothing is written, and what was known grows old. */
    void keep(Spec spec, Optional<Leadership.Lease> lease, Instant now) {
        if (lease.isEmpty()) {
            levers.clear();
            return;
        }
        if (!written.isOf(spec)) {
            written = new Written(Optional.of(spec), written(spec));
        }
        SortedMap<ProviderId, DnsProvider> providers = ports.providers().get();
        levers.keySet().retainAll(providers.keySet());
        levers.keySet().retainAll(written.names().keySet());
        written.names().keySet().forEach(id -> {
            DnsProvider provider = providers.get(id);
            boolean due = of(id).due(spec.publish().canaryEvery(), now);
            if (provider != null && due) {
                SteeredName lane = Canary.owner(
                        Objects.requireNonNull(spec.providers().get(id)).zone());
                ports.lanes().start(id, lane, WriteLanes.Urgency.ROUTINE, () -> tryOut(provider));
            }
        });
    }

    private static SortedMap<ProviderId, List<NameSpec>> written(Spec spec) {
        TreeMap<ProviderId, List<NameSpec>> names = new TreeMap<>();
        spec.providers().keySet().forEach(provider -> {
            List<NameSpec> there = spec.names().values().stream()
                    .filter(name -> name.steered() && name.automation() != Automation.OBSERVE)
                    .filter(name -> name.providers().contains(provider))
                    .toList();
            if (!there.isEmpty()) {
                names.put(provider, there);
            }
        });
        return names;
    }

    private void tryOut(DnsProvider provider) {
        Instant start = ports.time().instant();
        Optional<Leadership.Lease> lease = ports.leadership().lease();
        Clearance.Ask ask = new Clearance.Ask(
                0,
                lease.map(Leadership.Lease::fence),
                lease.map(Leadership.Lease::left).orElse(Duration.ZERO),
                timeout,
                start,
                Lever.State.WORKS,
                new Clearance.Warrant.Operator());
        if (Clearance.of(ask, start) instanceof Clearance.Cleared) {
            learn(provider.id(), trial(provider));
        }
    }

    private Lever.Trial trial(DnsProvider provider) {
        try {
            WriteResult result = provider.canary(timeout);
            return new Lever.Trial(ports.time().instant(), result instanceof WriteResult.Accepted, said(result));
        } catch (RuntimeException bug) {
            Instant now = ports.time().instant();
            ports.events().accept(Event.of(Event.Type.ROUND_FAILED, now, provider.id() + ": " + bug));
            return new Lever.Trial(now, false, bug.toString());
        }
    }

    private static String said(WriteResult result) {
        return switch (result) {
            case WriteResult.Accepted accepted -> "accepted";
            case WriteResult.Conflict conflict -> "conflict: " + conflict.found();
            case WriteResult.Throttled throttled ->
                "throttled for " + throttled.retryAfter().toMillis() + " ms";
            case WriteResult.Rejected rejected -> rejected.reason();
            case WriteResult.InDoubt doubt -> doubt.reason();
        };
    }

    private void learn(ProviderId provider, Lever.Trial trial) {
        Lever before = of(provider);
        Lever after = before.next(trial);
        levers.put(provider, after);
        if (after.state().troubled() && !before.state().troubled()) {
            ports.events().accept(lost(provider, after, trial.at()));
        } else if (before.state().troubled() && !after.state().troubled()) {
            ports.events()
                    .accept(Event.of(
                                    Event.Type.LEVER_RESTORED,
                                    trial.at(),
                                    provider + " takes writes again: the last " + Lever.SUCCESSES
                                            + " trial writes were accepted; plans that waited go out (R26)")
                            .with("provider", provider));
        }
    }

    private Event lost(ProviderId provider, Lever lever, Instant now) {
        List<NameSpec> there = written.names().getOrDefault(provider, List.of());
        long alone = there.stream()
                .filter(name -> name.providers().stream()
                        .allMatch(id -> id.equals(provider) || of(id).state().troubled()))
                .count();
        String follows = lever.state() == Lever.State.LOST
                ? "; plans of " + alone + " of " + there.size() + " names wait and their DNS stays as it is until "
                        + Lever.SUCCESSES + " trial writes in a row are accepted; " + (there.size() - alone)
                        + " have another provider that takes writes"
                : "; plans of its " + there.size()
                        + " names are tried at most every " + Lever.TROUBLED_EVERY.toSeconds()
                        + " s: see whether its key may write TXT at _trimtab-canary";
        return Event.of(Event.Type.LEVER_LOST, now, provider + ": " + lever.sentence() + follows + " (R26)")
                .with("provider", provider)
                .with("state", lever.state())
                .with("names", there.size())
                .with("waiting", lever.state() == Lever.State.LOST ? alone : 0);
    }
}
