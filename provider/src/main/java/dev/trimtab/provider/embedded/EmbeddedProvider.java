package dev.trimtab.provider.embedded;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Confirmation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our own zone as a provider. Compare-and-set happens in memory; a write is on disk before it is served. */
public final class EmbeddedProvider implements DnsProvider {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedProvider.class);
    /** What every provider of this type can hold. */
    public static final Capabilities CAPABILITIES = new Capabilities(
            Capabilities.Weights.EXACT,
            10_000,
            Capabilities.CompareAndSet.VALUE,
            true,
            false,
            Capabilities.Propagation.STRONG,
            Set.of(RecordType.CNAME, RecordType.ADDRESS),
            Duration.ZERO);

    private final ProviderId id;
    private final ServedZone zone;
    private final EmbeddedDns server;
    private final Supplier<List<InetSocketAddress>> others;

    /** The server stays the caller's to start and close: several zones may share it. */
    public EmbeddedProvider(ProviderId id, ServedZone zone, EmbeddedDns server) {
        this(id, zone, server, List::of);
    }

    /** @param others where other controllers serve copies of this zone, which are to answer alike */
    public EmbeddedProvider(
            ProviderId id, ServedZone zone, EmbeddedDns server, Supplier<List<InetSocketAddress>> others) {
        this.id = id;
        this.zone = zone;
        this.server = server;
        this.others = others;
    }

    @Override
    public ProviderId id() {
        return id;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ReadResult read(SteeredName name, Duration timeout) {
        if (!zone.view().covers(ZoneView.name(name.value()))) {
            return new ReadResult.Unreadable(
                    ReadResult.Trouble.WRONG_ZONE, name + " is not in the zone " + zone.origin());
        }
        return new ReadResult.Read(held(name).map(EmbeddedProvider::snapshot).orElseGet(() -> Snapshot.absent(name)));
    }

    @Override
    public Proposal plan(RecordSet wanted, Snapshot current) {
        Optional<String> obstacle = ZoneData.obstacle(zone.origin().toString(), wanted);
        if (obstacle.isPresent()) {
            return new Proposal.Refused(obstacle.get());
        }
        if (current.holding() == Snapshot.Holding.FOREIGN) {
            return new Proposal.Refused(wanted.name() + " holds records that are not ours");
        }
        if (current.mark().isPresent()) {
            Mark mark = current.mark().get();
            if (!mark.owner().equals(wanted.mark().owner())) {
                return new Proposal.Refused(
                        wanted.name() + " carries the mark of another installation, " + mark.owner());
            }
            if (mark.generation().compareTo(wanted.mark().generation()) > 0) {
                return new Proposal.Refused("generation " + wanted.mark().generation() + " is older than "
                        + mark.generation() + ", which " + wanted.name() + " holds");
            }
        }
        if (current.holds(wanted)) {
            return new Proposal.Nothing();
        }
        return new Proposal.Write(new Change(wanted, current, requests(wanted)));
    }

    @Override
    public WriteResult apply(Change change, Duration timeout) {
        RecordSet wanted = change.wanted();
        // Planned again from what the change says it saw: a change made by hand passes the same refusals.
        if (plan(wanted, change.from()) instanceof Proposal.Refused refused) {
            return new WriteResult.Rejected(refused.reason());
        }
        Optional<RecordSet> now = held(wanted.name());
        Snapshot found = now.map(EmbeddedProvider::snapshot).orElseGet(() -> Snapshot.absent(wanted.name()));
        if (!found.equals(change.from())) {
            return new WriteResult.Conflict(found.toString());
        }
        return stored(() -> zone.replace(now, wanted));
    }

    @Override
    public List<String> retirable(Snapshot held) {
        if (held.holding() != Snapshot.Holding.OURS) {
            return List.of();
        }
        TreeSet<String> sets = new TreeSet<>();
        for (Snapshot.HeldAnswer answer : held.answers()) {
            switch (answer.answer()) {
                case Answer.Cname cname -> sets.add(held.name() + " CNAME");
                case Answer.Addresses addresses -> {
                    addresses.v4().forEach(address -> sets.add(held.name() + " A"));
                    addresses.v6().forEach(address -> sets.add(held.name() + " AAAA"));
                }
            }
        }
        sets.add(held.name().markOwner() + " TXT");
        return List.copyOf(sets);
    }

    @Override
    public WriteResult retire(Snapshot held, Duration timeout) {
        if (held.holding() != Snapshot.Holding.OURS) {
            return new WriteResult.Rejected(held.name() + " holds nothing of ours");
        }
        Optional<RecordSet> now = held(held.name());
        if (now.isEmpty() || !snapshot(now.get()).equals(held)) {
            return new WriteResult.Conflict(now.map(RecordSet::toString).orElse("nothing"));
        }
        return stored(() -> zone.remove(now.get()));
    }

    /** A change of the zone with its disk. */
    private interface Storing {
        ServedZone.Replacement run() throws IOException;
    }

    private WriteResult stored(Storing storing) {
        try {
            return switch (storing.run()) {
                case ServedZone.Replacement.Done done -> new WriteResult.Accepted();
                case ServedZone.Replacement.Changed changed ->
                    new WriteResult.Conflict(
                            changed.found().map(RecordSet::toString).orElse("nothing"));
            };
        } catch (IOException disk) {
            LOG.warn("zone {} cannot be written to disk: {}", zone.origin(), disk.toString());
            return new WriteResult.Rejected("the zone cannot be written to disk: " + disk);
        }
    }

    /** No key and no network lies between us and our own zone. */
    @Override
    public WriteResult canary(Duration timeout) {
        return new WriteResult.Accepted();
    }

    /** What is accepted is served at once: the server reads the same memory. */
    @Override
    public Confirmation confirm(Change change, Duration timeout) {
        return held(change.wanted().name()).equals(Optional.of(change.wanted()))
                ? new Confirmation.Propagated()
                : new Confirmation.Denied("another change came after it");
    }

    @Override
    public List<InetSocketAddress> authoritativeServers() {
        List<InetSocketAddress> all = new ArrayList<>(server.addresses());
        all.addAll(others.get());
        return List.copyOf(all);
    }

    /** Nothing is held that needs closing; the server belongs to whoever started it. */
    @Override
    public void close() {}

    private Optional<RecordSet> held(SteeredName name) {
        return zone.held(name).set();
    }

    private static Snapshot snapshot(RecordSet set) {
        return new Snapshot(
                set.name(),
                Snapshot.Holding.OURS,
                set.answers().stream()
                        .map(answer -> new Snapshot.HeldAnswer(answer.answer(), answer.shareBp()))
                        .toList(),
                Optional.of(set.ttl()),
                Optional.of(set.mark()),
                set.mark().generation().toString(),
                String.join("\n", requests(set)));
    }

    private static List<String> requests(RecordSet set) {
        List<String> lines = new ArrayList<>();
        set.answers()
                .forEach(answer -> lines.add(set.name() + " " + set.ttl().toSeconds() + " " + set.type() + " "
                        + answer.answer() + " " + answer.shareBp() + " bp (" + answer.cdn() + ")"));
        lines.add(set.name().markOwner() + " TXT \"" + set.mark().text() + "\"");
        return lines;
    }
}
