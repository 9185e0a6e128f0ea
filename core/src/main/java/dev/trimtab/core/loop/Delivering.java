package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Confirmation;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.Untouched;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.safety.Clearance;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.verify.Sighting;
import dev.trimtab.core.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One pass for one name at one provider: read, propose, clear, apply, read back, verify. A timeout after sending leads to a
 * read and never to a blind second write; a failed read leads to nothing.
 */
final class Delivering {
    /** First pause after a failed attempt; doubled up to {@link #RETRY_MAX}, so that a repaired provider is seen at once. */
    static final Duration RETRY_FIRST = Duration.ofSeconds(1);

    static final Duration RETRY_MAX = Duration.ofSeconds(30);

    /** An authoritative server that is asked answers at once or not at all; a lane is not held for it. */
    static final Duration LOOK_TIMEOUT = Duration.ofSeconds(1);

    private final Ports ports;
    private final String owner;
    private final Duration timeout;
    private final NameSpec name;
    private final Publication publication;
    private final Generation inherited;
    private final DnsProvider provider;
    private final Publisher.Right right;
    private final Clearance.Warrant warrant;
    private final Supplier<Lever.State> lever;
    private final Predicate<String> driftIsNews;
    private Optional<Snapshot> newer = Optional.empty();
    private Optional<Instant> leased = Optional.empty();
    private Optional<Generation> stale = Optional.empty();

    Delivering(
            Ports ports,
            String owner,
            Duration timeout,
            NameSpec name,
            Publication publication,
            Generation inherited,
            DnsProvider provider,
            Publisher.Right right,
            Clearance.Warrant warrant,
            Supplier<Lever.State> lever,
            Predicate<String> driftIsNews) {
        this.ports = ports;
        this.owner = owner;
        this.timeout = timeout;
        this.name = name;
        this.publication = publication;
        this.inherited = inherited;
        this.provider = provider;
        this.right = right;
        this.warrant = warrant;
        this.lever = lever;
        this.driftIsNews = driftIsNews;
    }

    /** What was found of our own above the plan to be written: a former leader's, or a rival's. */
    Optional<Snapshot> newerHeld() {
        return newer;
    }

    /** Until when the lease lasted under which this pass wrote; empty when it wrote nothing. */
    Optional<Instant> wroteUntil() {
        return leased;
    }

    Delivery run(Delivery before) {
        try {
            RecordSet wanted = publication.recordSet(name, owner);
            Instant readAt = ports.time().instant();
            return switch (provider.read(name.name(), timeout)) {
                case ReadResult.Unreadable unreadable -> trouble(before, unreadable.reason());
                case ReadResult.Read read -> propose(before, wanted, read.snapshot(), readAt);
            };
        } catch (RuntimeException bug) {
            ports.events().accept(event(Event.Type.ROUND_FAILED, provider.id() + ": " + bug));
            return troubled(before, bug.toString(), ports.time().instant());
        }
    }

    private Delivery propose(Delivery before, RecordSet wanted, Snapshot snapshot, Instant readAt) {
        Optional<Generation> found =
                snapshot.mark().filter(mark -> mark.owner().equals(owner)).map(mark -> mark.generation());
        if (found.isPresent() && found.get().compareTo(publication.generation()) > 0) {
            newer = Optional.of(snapshot);
            return troubled(
                    before,
                    provider.id() + " holds plan " + found.get() + ", newer than ours " + publication.generation()
                            + " (R19)",
                    ports.time().instant());
        }
        if (found.isPresent() && unknown(before, found.get())) {
            newer = Optional.of(snapshot);
            return behind(
                    before,
                    provider.id() + " holds plan " + found.get() + " of an earlier leader, ours rests on " + inherited
                            + ": taken up first (R19)");
        }
        return switch (provider.plan(wanted, snapshot)) {
            case Proposal.Nothing nothing -> verified(before, held(before, wanted, snapshot));
            case Proposal.Refused refused -> blocked(before, refused.reason());
            case Proposal.Write write -> {
                drift(before, snapshot, write.change());
                Optional<String> touched = Untouched.broken(wanted, write.change(), provider.capabilities());
                yield touched.isPresent()
                        ? trouble(before, provider.id() + ": " + touched.get())
                        : right == Publisher.Right.WRITE
                                ? write(before, write.change(), readAt)
                                : behind(before, "may not write now");
            }
        };
    }

    /**
     * Whether an earlier leader got further than was known when ours was planned. Once a plan of our own term has been there,
     * an earlier leader's is a lost race, and ours goes over it.
     */
    private boolean unknown(Delivery before, Generation found) {
        long term = publication.generation().fence();
        return found.fence() < term
                && found.compareTo(inherited) > 0
                && before.generation().fence() < term;
    }

    private Delivery write(Delivery before, Change change, Instant readAt) {
        Instant now = ports.time().instant();
        Optional<Leadership.Lease> lease = ports.leadership().lease();
        Clearance clearance = Clearance.of(
                new Clearance.Ask(
                        publication.generation().fence(),
                        lease.map(Leadership.Lease::fence),
                        lease.map(Leadership.Lease::left).orElse(Duration.ZERO),
                        timeout,
                        readAt,
                        lever.get(),
                        warrant),
                now);
        if (clearance instanceof Clearance.Refused refused) {
            return behind(before, refused.reason());
        }
        leased = lease.map(held -> now.plus(held.left()));
        return switch (provider.apply(change, timeout)) {
            case WriteResult.Accepted accepted -> readBack(before, change);
            case WriteResult.Conflict conflict -> failed(before, "conflict: " + conflict.found());
            case WriteResult.Throttled throttled -> {
                Delivery slow =
                        failed(before, "throttled for " + throttled.retryAfter().toMillis() + " ms");
                Duration pause = throttled.retryAfter().compareTo(RETRY_MAX) > 0 ? RETRY_MAX : throttled.retryAfter();
                yield with(slow, ports.time().instant().plus(pause));
            }
            case WriteResult.Rejected rejected -> trouble(before, rejected.reason());
            case WriteResult.InDoubt doubt -> {
                ports.events().accept(event(Event.Type.WRITE_IN_DOUBT, provider.id() + ": " + doubt.reason()));
                yield readBack(before, change);
            }
        };
    }

    private Delivery readBack(Delivery before, Change change) {
        return switch (provider.read(name.name(), timeout)) {
            case ReadResult.Unreadable unreadable -> inDoubt(before, unreadable.reason());
            case ReadResult.Read read ->
                read.snapshot().holds(change.wanted())
                        ? accepted(before, change)
                        : failed(
                                before,
                                "accepted and not held: " + read.snapshot().raw());
        };
    }

    private Delivery accepted(Delivery before, Change change) {
        Instant now = ports.time().instant();
        ports.events()
                .accept(event(
                                Event.Type.WRITE_ACCEPTED,
                                provider.id() + " holds plan " + publication.generation() + ": "
                                        + change.wanted().shares())
                        .with("generation", publication.generation())
                        .with("shares", change.wanted().shares()));
        stale.ifPresent(old -> ports.events()
                .accept(event(
                                Event.Type.STALE_WRITE_REPAIRED,
                                provider.id() + " held plan " + old + " again, which a late write had put over plan "
                                        + before.generation() + "; plan " + publication.generation()
                                        + " is back (R19)")
                        .with("stale", old)
                        .with("generation", publication.generation())));
        Confirmation word = provider.confirm(change, timeout);
        if (word instanceof Confirmation.Denied denied) {
            return trouble(before, denied.reason());
        }
        return verified(before, held(before, change.wanted(), now));
    }

    private Delivery held(Delivery before, RecordSet wanted, Snapshot snapshot) {
        RecordSet expressed = before.held().filter(snapshot::holds).orElseGet(() -> expressed(wanted, snapshot));
        Instant at =
                before.held().isPresent() ? before.acceptedAt() : ports.time().instant();
        return held(before, expressed, at);
    }

    /** What of the wanted set a provider that cannot hold all of it does hold. */
    private static RecordSet expressed(RecordSet wanted, Snapshot snapshot) {
        if (snapshot.holds(wanted) || snapshot.answers().size() != 1) {
            return wanted;
        }
        return wanted.answers().stream()
                .filter(answer ->
                        answer.answer().equals(snapshot.answers().get(0).answer()))
                .findFirst()
                .map(answer ->
                        wanted.withAnswers(List.of(new WeightedAnswer(answer.cdn(), answer.answer(), Shares.WHOLE))))
                .orElse(wanted);
    }

    private Delivery held(Delivery before, RecordSet held, Instant at) {
        if (!before.trouble().isEmpty()) {
            ports.events().accept(event(Event.Type.PROVIDER_RECOVERED, provider.id() + " is well again"));
        }
        return new Delivery(
                provider.id(),
                Delivery.State.HELD,
                Optional.of(held),
                held.mark().generation(),
                at,
                before.verification(),
                0,
                Instant.EPOCH,
                "");
    }

    private Delivery verified(Delivery before, Delivery held) {
        if (held.held().isEmpty() || provider.authoritativeServers().isEmpty()) {
            return held;
        }
        RecordSet written = held.held().get();
        List<Sighting> sightings = provider.authoritativeServers().stream()
                .map(server -> ports.resolver().ask(server, name.name(), name.type(), LOOK_TIMEOUT))
                .toList();
        Verification seen = Verification.of(
                written, sightings, held.acceptedAt(), ports.time().instant());
        boolean news = !before.verification()
                        .map(old -> old.getClass() == seen.getClass())
                        .orElse(false)
                || !before.generation().equals(held.generation());
        if (news && seen instanceof Verification.Converged converged) {
            ports.events()
                    .accept(event(
                            Event.Type.WEIGHTS_CONVERGED,
                            converged.servers() + " servers of " + provider.id() + " answer plan "
                                    + held.generation()));
        } else if (news && seen instanceof Verification.Diverged diverged) {
            ports.events().accept(event(Event.Type.WEIGHTS_DIVERGED, provider.id() + ": " + diverged.what()));
        }
        return new Delivery(
                held.provider(),
                held.state(),
                held.held(),
                held.generation(),
                held.acceptedAt(),
                Optional.of(seen),
                0,
                Instant.EPOCH,
                "");
    }

    private void drift(Delivery before, Snapshot snapshot, Change change) {
        // What was read back there once was newer: somebody older has written since.
        stale = snapshot.mark()
                .filter(mark -> mark.owner().equals(owner))
                .map(Mark::generation)
                .filter(found -> before.held()
                        .filter(held -> found.compareTo(held.mark().generation()) < 0)
                        .isPresent());
        boolean ours = before.held()
                .map(held -> held.mark().generation().equals(publication.generation()))
                .orElse(false);
        if (ours && !snapshot.holds(change.wanted()) && driftIsNews.test(snapshot.raw())) {
            ports.events()
                    .accept(event(
                            Event.Type.DRIFT,
                            provider.id() + " does not hold what we wrote any more, it holds: " + snapshot.raw()));
        }
    }

    private Delivery trouble(Delivery before, String reason) {
        if (before.trouble().isEmpty()) {
            ports.events().accept(event(Event.Type.PROVIDER_DEGRADED, provider.id() + ": " + reason));
        }
        return troubled(before, reason, ports.time().instant());
    }

    private Delivery failed(Delivery before, String reason) {
        ports.events().accept(event(Event.Type.WRITE_FAILED, provider.id() + ": " + reason));
        return troubled(before, provider.id() + ": " + reason, ports.time().instant());
    }

    private Delivery inDoubt(Delivery before, String reason) {
        Delivery troubled = troubled(before, reason, ports.time().instant());
        return new Delivery(
                troubled.provider(),
                Delivery.State.IN_DOUBT,
                troubled.held(),
                troubled.generation(),
                troubled.acceptedAt(),
                troubled.verification(),
                troubled.attempts(),
                troubled.retryAt(),
                reason);
    }

    private Delivery blocked(Delivery before, String reason) {
        if (!before.trouble().equals(reason)) {
            ports.events().accept(event(Event.Type.FOREIGN_RECORDS, provider.id() + ": " + reason));
        }
        return new Delivery(
                provider.id(),
                Delivery.State.BLOCKED,
                Optional.empty(),
                Generation.NONE,
                before.acceptedAt(),
                before.verification(),
                before.attempts() + 1,
                ports.time().instant().plus(RETRY_MAX),
                reason);
    }

    private Delivery behind(Delivery before, String reason) {
        return new Delivery(
                provider.id(),
                Delivery.State.BEHIND,
                before.held(),
                before.generation(),
                before.acceptedAt(),
                before.verification(),
                before.attempts(),
                ports.time().instant().plus(RETRY_FIRST),
                reason);
    }

    static Delivery troubled(Delivery before, String reason, Instant now) {
        int attempts = before.attempts() + 1;
        Duration pause = RETRY_FIRST.multipliedBy(1L << Math.min(attempts - 1, 5));
        return new Delivery(
                before.provider(),
                Delivery.State.BEHIND,
                before.held(),
                before.generation(),
                before.acceptedAt(),
                before.verification(),
                attempts,
                now.plus(pause.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : pause),
                reason);
    }

    private static Delivery with(Delivery delivery, Instant retryAt) {
        return new Delivery(
                delivery.provider(),
                delivery.state(),
                delivery.held(),
                delivery.generation(),
                delivery.acceptedAt(),
                delivery.verification(),
                delivery.attempts(),
                retryAt,
                delivery.trouble());
    }

    private Event event(Event.Type type, String sentence) {
        return Event.of(type, ports.time().instant(), name.name(), sentence).with("provider", provider.id());
    }
}
