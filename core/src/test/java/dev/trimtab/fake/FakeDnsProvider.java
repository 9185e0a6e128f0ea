package dev.trimtab.fake;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Confirmation;
import dev.trimtab.core.records.Expressed;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A provider in memory. It does what its capabilities say, unless a fault was asked for: {@link #fail} queues faults for
 * the next writes, one each; {@link #condition} changes every read and write until it is changed back.
 */
public final class FakeDnsProvider implements DnsProvider {
    /** What basis points exactly, conditional writes and both record types come to. */
    public static final Capabilities EXACT = new Capabilities(
            Capabilities.Weights.EXACT,
            10_000,
            Capabilities.CompareAndSet.VALUE,
            true,
            false,
            Capabilities.Propagation.NONE,
            Set.of(RecordType.CNAME, RecordType.ADDRESS),
            Duration.ZERO);

    private final ProviderId id;
    private final Capabilities capabilities;
    private final TreeMap<SteeredName, Held> held = new TreeMap<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<RecordSet> applied = new ArrayList<>();
    private Condition condition = Condition.WELL;
    private int canaries;
    private int calls;
    private long version;
    private List<InetSocketAddress> servers = List.of();

    /** What goes wrong with one write. */
    public sealed interface Fault {
        /** Refused for its pace; nothing applied. */
        record Throttle(Duration retryAfter) implements Fault {}

        /** Applied, and the answer is lost. */
        record InDoubtApplied() implements Fault {}

        /** Lost on its way, and so is the answer. */
        record InDoubtLost() implements Fault {}

        /** Somebody was faster. */
        record Conflict() implements Fault {}

        /** Refused as it is. */
        record Reject(String reason) implements Fault {}
    }

    /** How the whole service is. */
    public enum Condition {
        WELL,
        UNREACHABLE,
        WRONG_KEY,
        /** Reads are answered, writes are not taken. */
        READ_ONLY,
        /** The key may write names and not the canary. */
        NO_CANARY
    }

    private sealed interface Held {
        record Ours(RecordSet set, long version) implements Held {}

        record Foreign(String text, long version) implements Held {}
    }

    public FakeDnsProvider(ProviderId id, Capabilities capabilities) {
        this.id = id;
        this.capabilities = capabilities;
    }

    // ---- for tests ----

    public synchronized void fail(Fault... next) {
        faults.addAll(List.of(next));
    }

    public synchronized void condition(Condition now) {
        condition = now;
    }

    /** A record of somebody else at the name, in place of what was there. */
    public synchronized void putForeign(SteeredName name, String text) {
        held.put(name, new Held.Foreign(text, ++version));
    }

    /** The name is gone, as if somebody had deleted it with its mark. */
    public synchronized void lose(SteeredName name) {
        held.remove(name);
    }

    /** What is there, read past every fault. */
    public synchronized Snapshot look(SteeredName name) {
        return snapshot(name);
    }

    /** Every set that was applied, in order; those whose answer was lost included. */
    public synchronized List<RecordSet> applied() {
        return List.copyOf(applied);
    }

    /** The generations of {@link #applied}, in order. */
    public synchronized List<Generation> generations() {
        return applied.stream().map(set -> set.mark().generation()).toList();
    }

    /** Trial writes that were asked for, whatever came of them. */
    public synchronized int canaries() {
        return canaries;
    }

    /** Reads and writes of names that were asked for, whatever came of them. */
    public synchronized int calls() {
        return calls;
    }

    public synchronized void servers(List<InetSocketAddress> now) {
        servers = List.copyOf(now);
    }

    // ---- the port ----

    @Override
    public ProviderId id() {
        return id;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public synchronized ReadResult read(SteeredName name, Duration timeout) {
        calls++;
        return switch (condition) {
            case WELL, READ_ONLY, NO_CANARY -> new ReadResult.Read(snapshot(name));
            case UNREACHABLE -> new ReadResult.Unreadable(ReadResult.Trouble.UNREACHABLE, id + " does not answer");
            case WRONG_KEY -> new ReadResult.Unreadable(ReadResult.Trouble.WRONG_KEY, id + " does not know the key");
        };
    }

    @Override
    public Proposal plan(RecordSet wanted, Snapshot current) {
        Optional<Proposal.Refused> refusal = Proposal.refusal(wanted, current);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!capabilities.types().contains(wanted.type())) {
            return new Proposal.Refused(id + " cannot hold " + wanted.type());
        }
        RecordSet expressed = Expressed.of(wanted, current, capabilities);
        return current.holds(expressed)
                ? new Proposal.Nothing()
                : new Proposal.Write(new Change(expressed, current, List.of("hold " + expressed)));
    }

    @Override
    public synchronized WriteResult apply(Change change, Duration timeout) {
        calls++;
        return switch (condition) {
            case UNREACHABLE -> new WriteResult.InDoubt(id + " does not answer");
            case WRONG_KEY -> new WriteResult.Rejected(id + " does not know the key");
            case READ_ONLY -> new WriteResult.Rejected(id + " takes no changes now");
            case WELL, NO_CANARY -> withFault(() -> put(change), Optional.ofNullable(faults.poll()));
        };
    }

    @Override
    public List<String> retirable(Snapshot held) {
        if (held.holding() != Snapshot.Holding.OURS) {
            return List.of();
        }
        boolean cname = held.answers().stream().anyMatch(answer -> answer.answer() instanceof Answer.Cname);
        return List.of(
                held.name() + (cname ? " CNAME" : " ADDRESS"), held.name().markOwner() + " TXT");
    }

    @Override
    public synchronized WriteResult retire(Snapshot there, Duration timeout) {
        if (there.holding() != Snapshot.Holding.OURS) {
            return new WriteResult.Rejected(there.name() + " holds nothing of ours");
        }
        return switch (condition) {
            case UNREACHABLE -> new WriteResult.InDoubt(id + " does not answer");
            case WRONG_KEY -> new WriteResult.Rejected(id + " does not know the key");
            case READ_ONLY -> new WriteResult.Rejected(id + " takes no changes now");
            case WELL, NO_CANARY -> withFault(() -> drop(there), Optional.ofNullable(faults.poll()));
        };
    }

    /** Faults that were queued are for writes of names. */
    @Override
    public synchronized WriteResult canary(Duration timeout) {
        canaries++;
        return switch (condition) {
            case UNREACHABLE -> new WriteResult.InDoubt(id + " does not answer");
            case WRONG_KEY -> new WriteResult.Rejected(id + " does not know the key");
            case READ_ONLY -> new WriteResult.Rejected(id + " takes no changes now");
            case NO_CANARY -> new WriteResult.Rejected(id + " does not allow this key to write the canary");
            case WELL -> new WriteResult.Accepted();
        };
    }

    private WriteResult drop(Snapshot there) {
        Snapshot now = snapshot(there.name());
        if (!now.equals(there)) {
            return new WriteResult.Conflict(now.raw());
        }
        held.remove(there.name());
        return new WriteResult.Accepted();
    }

    private static WriteResult withFault(Supplier<WriteResult> write, Optional<Fault> fault) {
        if (fault.isEmpty()) {
            return write.get();
        }
        return switch (fault.get()) {
            case Fault.Throttle(Duration retryAfter) -> new WriteResult.Throttled(retryAfter);
            case Fault.Conflict() -> new WriteResult.Conflict("somebody was faster");
            case Fault.Reject(String reason) -> new WriteResult.Rejected(reason);
            case Fault.InDoubtLost() -> new WriteResult.InDoubt("no answer within the time limit");
            case Fault.InDoubtApplied() ->
                switch (write.get()) {
                    case WriteResult.Accepted accepted -> new WriteResult.InDoubt("no answer within the time limit");
                    case WriteResult other -> other;
                };
        };
    }

    private WriteResult put(Change change) {
        SteeredName name = change.wanted().name();
        Snapshot now = snapshot(name);
        if (capabilities.compareAndSet() != Capabilities.CompareAndSet.NONE
                && !now.version().equals(change.from().version())) {
            return new WriteResult.Conflict(now.raw());
        }
        held.put(name, new Held.Ours(change.wanted(), ++version));
        applied.add(change.wanted());
        return new WriteResult.Accepted();
    }

    private Snapshot snapshot(SteeredName name) {
        Held there = held.get(name);
        return switch (there) {
            case null -> Snapshot.absent(name);
            case Held.Foreign foreign ->
                new Snapshot(
                        name,
                        Snapshot.Holding.FOREIGN,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Long.toString(foreign.version()),
                        foreign.text());
            case Held.Ours ours ->
                new Snapshot(
                        name,
                        Snapshot.Holding.OURS,
                        held(ours.set().answers()),
                        regional(ours.set()),
                        Optional.of(ours.set().ttl()),
                        Optional.of(ours.set().mark()),
                        Long.toString(ours.version()),
                        ours.set().toString());
        };
    }

    private static SortedMap<RegionId, List<Snapshot.HeldAnswer>> regional(RecordSet set) {
        TreeMap<RegionId, List<Snapshot.HeldAnswer>> regional = new TreeMap<>();
        set.regional().forEach((region, answers) -> regional.put(region, held(answers)));
        return regional;
    }

    private static List<Snapshot.HeldAnswer> held(List<WeightedAnswer> answers) {
        return answers.stream()
                .map(answer -> new Snapshot.HeldAnswer(answer.answer(), answer.shareBp()))
                .toList();
    }

    @Override
    public Confirmation confirm(Change change, Duration timeout) {
        return new Confirmation.NoWord();
    }

    @Override
    public synchronized List<InetSocketAddress> authoritativeServers() {
        return servers;
    }

    @Override
    public void close() {}
}
