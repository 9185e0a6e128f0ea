package dev.trimtab.sim.ports;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Confirmation;
import dev.trimtab.core.records.Expressed;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One controller's way to a {@link SimZone}, with the weather between them. */
public final class SimProvider implements DnsProvider {
    /** Weights per region, and writes that insist on what was read. */
    public static final Capabilities REGIONAL = capabilities(Capabilities.CompareAndSet.VALUE, true);

    /** One split for everybody, and writes that insist on what was read. */
    public static final Capabilities GLOBAL = capabilities(Capabilities.CompareAndSet.VALUE, false);

    /** The last writer wins. */
    public static final Capabilities UNCONDITIONAL = capabilities(Capabilities.CompareAndSet.NONE, false);

    /** How one call fares. */
    public enum Weather {
        FINE,
        /** Refused: the key is not accepted. */
        REFUSED,
        /** Refused for its pace. */
        THROTTLED,
        /** An error of the service, nothing applied. */
        ERROR,
        /** Applied, and the answer is lost. */
        LOST_AFTER,
        /** Lost on its way. */
        LOST_BEFORE,
        /** Reads answer what was there before the newest write. */
        STALE_READ
    }

    private final ProviderId id;
    private final Capabilities capabilities;
    private final SimZone zone;
    private final Supplier<Weather> weather;
    private final Consumer<RecordSet> applied;
    private Optional<Runnable> beforeApply = Optional.empty();
    private Optional<Snapshot> previous = Optional.empty();

    /**
     * @param weather asked once for each call
     * @param applied told of each record set that the zone took
     */
    public SimProvider(
            ProviderId id,
            Capabilities capabilities,
            SimZone zone,
            Supplier<Weather> weather,
            Consumer<RecordSet> applied) {
        this.id = id;
        this.capabilities = capabilities;
        this.zone = zone;
        this.weather = weather;
        this.applied = applied;
    }

    private static Capabilities capabilities(Capabilities.CompareAndSet compareAndSet, boolean regions) {
        return new Capabilities(
                Capabilities.Weights.EXACT,
                10_000,
                compareAndSet,
                true,
                regions,
                Capabilities.Propagation.NONE,
                Set.of(RecordType.CNAME, RecordType.ADDRESS),
                Duration.ZERO);
    }

    /** What happens between the decision to send a write and its arrival: where a paused process stands still. */
    public void beforeApply(Runnable pause) {
        beforeApply = Optional.of(pause);
    }

    /** Writes arrive at once again. */
    public void undisturbed() {
        beforeApply = Optional.empty();
    }

    @Override
    public ProviderId id() {
        return id;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ReadResult read(SteeredName name, Duration timeout) {
        return switch (weather.get()) {
            case REFUSED -> new ReadResult.Unreadable(ReadResult.Trouble.WRONG_KEY, id + " does not accept the key");
            case THROTTLED, ERROR, LOST_BEFORE, LOST_AFTER ->
                new ReadResult.Unreadable(ReadResult.Trouble.UNREACHABLE, id + " does not answer");
            case STALE_READ ->
                new ReadResult.Read(
                        previous.filter(old -> old.name().equals(name)).orElseGet(() -> zone.snapshot(name)));
            case FINE -> new ReadResult.Read(zone.snapshot(name));
        };
    }

    @Override
    public Proposal plan(RecordSet wanted, Snapshot current) {
        Optional<Proposal.Refused> refusal = Proposal.refusal(wanted, current);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        RecordSet expressed = Expressed.of(wanted, current, capabilities);
        return current.holds(expressed)
                ? new Proposal.Nothing()
                : new Proposal.Write(new Change(expressed, current, List.of("hold " + expressed)));
    }

    @Override
    public WriteResult apply(Change change, Duration timeout) {
        beforeApply.ifPresent(Runnable::run);
        return switch (weather.get()) {
            case REFUSED -> new WriteResult.Rejected(id + " does not accept the key");
            case THROTTLED -> new WriteResult.Throttled(Duration.ofSeconds(5));
            case ERROR -> new WriteResult.Rejected(id + " has an error of its own");
            case LOST_BEFORE -> new WriteResult.InDoubt("no answer within the time limit");
            case LOST_AFTER ->
                switch (put(change)) {
                    case WriteResult.Accepted accepted -> new WriteResult.InDoubt("no answer within the time limit");
                    case WriteResult other -> other;
                };
            case FINE, STALE_READ -> put(change);
        };
    }

    private WriteResult put(Change change) {
        Snapshot now = zone.snapshot(change.wanted().name());
        if (capabilities.compareAndSet() != Capabilities.CompareAndSet.NONE
                && !now.version().equals(change.from().version())) {
            return new WriteResult.Conflict(now.raw());
        }
        previous = Optional.of(now);
        zone.put(change.wanted());
        applied.accept(change.wanted());
        return new WriteResult.Accepted();
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
    public WriteResult retire(Snapshot there, Duration timeout) {
        if (there.holding() != Snapshot.Holding.OURS) {
            return new WriteResult.Rejected(there.name() + " holds nothing of ours");
        }
        if (weather.get() != Weather.FINE) {
            return new WriteResult.Rejected(id + " does not take it now");
        }
        if (!zone.snapshot(there.name()).equals(there)) {
            return new WriteResult.Conflict(zone.snapshot(there.name()).raw());
        }
        zone.remove(there.name());
        return new WriteResult.Accepted();
    }

    /** Fares as any write would now, and changes nothing that the world is answered. */
    @Override
    public WriteResult canary(Duration timeout) {
        return switch (weather.get()) {
            case REFUSED -> new WriteResult.Rejected(id + " does not accept the key");
            case THROTTLED -> new WriteResult.Throttled(Duration.ofSeconds(5));
            case ERROR -> new WriteResult.Rejected(id + " has an error of its own");
            case LOST_BEFORE, LOST_AFTER -> new WriteResult.InDoubt("no answer within the time limit");
            case FINE, STALE_READ -> new WriteResult.Accepted();
        };
    }

    @Override
    public Confirmation confirm(Change change, Duration timeout) {
        return new Confirmation.NoWord();
    }

    @Override
    public List<InetSocketAddress> authoritativeServers() {
        return List.of();
    }

    @Override
    public void close() {}
}
