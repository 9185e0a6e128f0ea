package dev.trimtab.controller;

import dev.trimtab.controller.http.Retirement;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.port.StoreException;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.safety.Clearance;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Removes a name that is configured no longer from every provider whose zone contains it, when the operator lists exactly
 * what is held there; any other list is answered with the right one. Nothing is removed unless every provider was read.
 *
 * @param owner opaque hash of the installation's name: a mark of another one protects its records from us
 * @param timeout of one read or removal at one provider
 */
record ListedRetirement(
        Supplier<Optional<RoundView>> view,
        PlanStore plans,
        Supplier<SortedMap<ProviderId, DnsProvider>> providers,
        Leadership leadership,
        EventSink events,
        InstantSource clock,
        String owner,
        Duration timeout)
        implements Retirement {
    @Override
    public Result retire(SteeredName name, List<String> records, String actor) {
        Optional<RoundView> round = view.get();
        if (round.isEmpty()) {
            return new Result.Refused("this controller has not finished a round yet");
        }
        Spec spec = round.get().spec();
        if (spec.names().containsKey(name)) {
            return new Result.Refused(name + " is still configured: take it out of the configuration first");
        }
        if (!plans.all().containsKey(name)) {
            return new Result.Refused(name + " was never published by this controller, or is retired already");
        }
        if (leaderless()) {
            return new Result.Refused(
                    "this controller does not lead, or its lease is about to end, and only the leader may write");
        }
        return switch (reading(name, spec)) {
            case Reading.Obstacle(String why) -> new Result.Refused(why + "; nothing was removed");
            case Reading.Whole(List<Found> found) -> listed(name, found, new TreeSet<>(records), actor);
        };
    }

    /** Without a lease that outlasts one write and a margin, as for any other write (R21). */
    private boolean leaderless() {
        return leadership
                .lease()
                .filter(held -> held.left().compareTo(timeout.plus(Clearance.MARGIN)) >= 0)
                .isEmpty();
    }

    // ---- reading ----

    /** A provider and what was read there; ours or absent. */
    private record Found(DnsProvider provider, Snapshot held) {
        boolean absent() {
            return held.holding() == Snapshot.Holding.ABSENT;
        }
    }

    private sealed interface Reading {
        record Whole(List<Found> found) implements Reading {}

        record Obstacle(String why) implements Reading {}
    }

    private Reading reading(SteeredName name, Spec spec) {
        SortedMap<ProviderId, DnsProvider> adapters = providers.get();
        List<Found> found = new ArrayList<>();
        for (ProviderSpec provider : spec.providers().values()) {
            if (!contains(provider, name)) {
                continue;
            }
            DnsProvider adapter = adapters.get(provider.id());
            if (adapter == null) {
                return new Reading.Obstacle(
                        "provider " + provider.id() + " of type " + provider.type() + " cannot be read");
            }
            switch (adapter.read(name, timeout)) {
                case ReadResult.Unreadable unreadable -> {
                    return new Reading.Obstacle(
                            "provider " + provider.id() + " cannot be read: " + unreadable.reason());
                }
                case ReadResult.Read(Snapshot held) -> {
                    Optional<String> notOurs = notOurs(held);
                    if (notOurs.isPresent()) {
                        return new Reading.Obstacle("provider " + provider.id() + ": " + notOurs.get());
                    }
                    found.add(new Found(adapter, held));
                }
            }
        }
        return found.isEmpty()
                ? new Reading.Obstacle("no configured provider's zone contains " + name)
                : new Reading.Whole(found);
    }

    private static boolean contains(ProviderSpec provider, SteeredName name) {
        String zone = SteeredName.of(provider.zone()).value();
        return name.value().equals(zone) || name.value().endsWith("." + zone);
    }

    /** Why it is not forgotten; empty when it is. */
    private Optional<String> forget(SteeredName name) {
        Optional<Leadership.Lease> lease = leadership.lease();
        if (lease.isEmpty()) {
            return Optional.of("the lease ended meanwhile");
        }
        try {
            return plans.remove(lease.get().fence(), name)
                    ? Optional.empty()
                    : Optional.of("a later leader has written");
        } catch (StoreException away) {
            return Optional.of(String.valueOf(away.getMessage()));
        }
    }

    private Optional<String> notOurs(Snapshot held) {
        return switch (held.holding()) {
            case ABSENT -> Optional.empty();
            case FOREIGN -> Optional.of(held.name() + " holds records that are not ours");
            case OURS -> {
                String marked = held.mark().map(Mark::owner).orElse("none");
                yield marked.equals(owner)
                        ? Optional.empty()
                        : Optional.of(held.name() + " carries the mark of another installation, " + marked);
            }
        };
    }

    // ---- removing ----

    private Result listed(SteeredName name, List<Found> found, TreeSet<String> asked, String actor) {
        TreeSet<String> held = new TreeSet<>();
        found.forEach(one -> held.addAll(one.provider().retirable(one.held())));
        // All gone already: an earlier removal whose answer was lost ends here, and only our memory is left to clear.
        if (!held.isEmpty() && !asked.equals(held)) {
            return new Result.Refused("list exactly the records that " + name + " holds: " + String.join(", ", held)
                    + "; nothing was removed");
        }
        TreeMap<ProviderId, String> left = new TreeMap<>();
        TreeMap<ProviderId, List<String>> removed = new TreeMap<>();
        for (Found one : found) {
            if (one.absent()) {
                continue;
            }
            Optional<String> trouble = remove(one);
            if (trouble.isPresent()) {
                left.put(one.provider().id(), trouble.get());
            } else {
                removed.put(one.provider().id(), one.provider().retirable(one.held()));
            }
        }
        if (!left.isEmpty()) {
            return new Result.Refused(name + " is not retired. Removed at: "
                    + (removed.isEmpty() ? "no provider" : String.join(", ", words(removed.keySet())))
                    + ". Left at: " + sentences(left));
        }
        Optional<String> kept = forget(name);
        if (kept.isPresent()) {
            return new Result.Refused(name + " was removed at: "
                    + (removed.isEmpty() ? "no provider" : String.join(", ", words(removed.keySet())))
                    + "; the store still remembers it (" + kept.get() + "): ask again, with an empty list");
        }
        events.accept(Event.of(
                        Event.Type.NAME_RETIRED,
                        clock.instant(),
                        name,
                        name + " was retired by " + actor + ": "
                                + (held.isEmpty() ? "nothing was held any more" : String.join(", ", held)))
                .with("actor", actor));
        return new Result.Retired(List.copyOf(held));
    }

    /** Removes and reads back; says what went wrong. */
    private Optional<String> remove(Found found) {
        if (leaderless()) {
            return Optional.of("the lease ended, or was about to, before the removal was sent");
        }
        Optional<String> refusal = switch (found.provider().retire(found.held(), timeout)) {
            case WriteResult.Accepted accepted -> Optional.empty();
            case WriteResult.Conflict conflict -> Optional.of("it changed since it was read");
            case WriteResult.Throttled throttled ->
                Optional.of("too fast, again in " + throttled.retryAfter().toSeconds() + " s");
            case WriteResult.Rejected rejected -> Optional.of(rejected.reason());
            case WriteResult.InDoubt inDoubt -> Optional.of("perhaps removed: " + inDoubt.reason());
        };
        return refusal.or(() -> switch (found.provider().read(found.held().name(), timeout)) {
            case ReadResult.Unreadable unreadable ->
                Optional.of("accepted, and cannot be read back: " + unreadable.reason());
            case ReadResult.Read(Snapshot after) ->
                after.holding() == Snapshot.Holding.ABSENT
                        ? Optional.empty()
                        : Optional.of("accepted, and something is still held: " + after.raw());
        });
    }

    private static List<String> words(Iterable<ProviderId> ids) {
        List<String> words = new ArrayList<>();
        ids.forEach(id -> words.add(id.toString()));
        return words;
    }

    private static String sentences(Map<ProviderId, String> left) {
        List<String> sentences = new ArrayList<>();
        left.forEach((id, why) -> sentences.add(id + " (" + why + ")"));
        return String.join(", ", sentences);
    }
}
