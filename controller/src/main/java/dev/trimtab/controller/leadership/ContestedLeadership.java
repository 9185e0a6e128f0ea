package dev.trimtab.controller.leadership;

import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.port.LeaseRecord.Held;
import dev.trimtab.core.port.LeaseRecord.Reading;
import dev.trimtab.core.port.LeaseRecord.Writing;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Competes for a {@link LeaseRecord}. Nobody compares clocks: who holds the lease counts from the moment before it sent its
 * renewal, everybody else from the moment after it read that renewal for the first time. So whoever loses it knows first,
 * whatever happens to clocks, processes and the network, as long as two clocks do not run apart by more than a hundredth.
 *
 * <p>A lease is renewed every fifth of it, by a thread of its own. A fence that was lost is never held again.
 */
public final class ContestedLeadership implements Leadership {
    /** A follower looks this often, or ten times a lease: so much later than the lease's end it may win. */
    private static final Duration LOOK_EVERY_MAX = Duration.ofMillis(500);

    /** Who holds a lease gives up a hundredth of it to clocks that run apart. */
    private static final int DRIFT_PARTS = 100;

    /** Identity in a lease that only keeps others waiting. */
    private static final String NOBODY = "nobody";

    private static final Logger LOG = LoggerFactory.getLogger(ContestedLeadership.class);

    private final LeaseRecord record;
    private final String holder;
    private final Duration lease;
    private final LongSupplier nanos;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong floor = new AtomicLong();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("leadership").unstarted(this::run);
    private volatile Optional<Term> term = Optional.empty();
    private volatile Sight sight = Sight.NONE;
    private volatile boolean closing;

    /** What was seen last and since when; belongs to the thread that makes rounds. */
    private Optional<Observed> observed = Optional.empty();

    /** The version that the own renewal replaces, as long as nothing speaks against it. */
    private Optional<Observed> mine = Optional.empty();

    private record Term(long fence, long endsAt) {}

    private record Observed(Optional<Held> held, String version, long since) {}

    /**
     * @param identity by which this controller is known, of letters, digits, dots, lines
     * @param lease how long it may lead after a renewal; alike on all of them
     * @param nanos grows steadily and is touched by no set clock
     */
    ContestedLeadership(LeaseRecord record, String identity, Duration lease, LongSupplier nanos) {
        this.record = record;
        this.holder = identity + "/"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        this.lease = lease;
        this.nanos = nanos;
    }

    /** Competes from now on. */
    public static ContestedLeadership begin(LeaseRecord record, String identity, Duration lease) {
        ContestedLeadership leadership = new ContestedLeadership(record, identity, lease, new SteadyTime());
        leadership.start();
        return leadership;
    }

    void start() {
        thread.start();
    }

    // ---- what everybody may ask ----

    @Override
    public Optional<Lease> lease() {
        // In this order: a stall between the two makes what is left shorter, never longer.
        Optional<Term> held = term;
        long now = nanos.getAsLong();
        return held.filter(t -> t.endsAt() - now > 0)
                .map(t -> new Lease(t.fence(), Duration.ofNanos(t.endsAt() - now)));
    }

    @Override
    public Optional<Lease> raiseAbove(long fence) {
        Optional<Lease> held = lease();
        if (held.isEmpty() || held.get().fence() > fence) {
            return held;
        }
        floor.accumulateAndGet(fence, Math::max);
        wake.release();
        return Optional.empty();
    }

    @Override
    public Sight seen() {
        return sight;
    }

    // ---- the thread ----

    private void run() {
        while (!closing) {
            Duration pause = round();
            try {
                if (wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    /** Renews, takes or looks, once; says how long to wait for the next. */
    Duration round() {
        long begun = nanos.getAsLong();
        try {
            if (lease().isPresent() && mine.isPresent()) {
                renew(mine.get(), begun);
            } else {
                look();
            }
        } catch (RuntimeException bug) {
            LOG.error("A round of the election failed: {}", bug.toString(), bug);
            unsure("a bug: " + bug);
        }
        return pause(begun);
    }

    private Duration pause(long begun) {
        if (lease().isPresent()) {
            Duration each = mine.isPresent() ? lease.dividedBy(5) : lease.dividedBy(20);
            Duration spent = Duration.ofNanos(nanos.getAsLong() - begun);
            return spent.compareTo(each) < 0 ? each.minus(spent) : Duration.ZERO;
        }
        Duration look = lease.dividedBy(10);
        Duration each = look.compareTo(LOOK_EVERY_MAX) < 0 ? look : LOOK_EVERY_MAX;
        Duration left = observed.map(this::waits).orElse(each);
        return left.isPositive() && left.compareTo(each) < 0 ? left : each;
    }

    /** A request that takes longer than until the next renewal is given up. */
    private Duration timeout() {
        return lease.dividedBy(5);
    }

    private void renew(Observed from, long sentAt) {
        long fence = term.map(Term::fence).orElseThrow();
        long wanted = floor.get() >= fence ? floor.get() + 1 : fence;
        Held next = new Held(holder, wanted, lease, from.held().map(Held::turn).orElse(0L) + 1);
        switch (record.write(next, from.version(), timeout())) {
            case Writing.Written written -> hold(next, written.version(), sentAt);
            case Writing.Conflict conflict -> {
                mine = Optional.empty();
                look();
            }
            case Writing.Unknown unknown -> {
                mine = Optional.empty();
                unsure(unknown.reason());
            }
        }
    }

    private void look() {
        switch (record.read(timeout())) {
            case Reading.Unreadable unreadable -> unsure(unreadable.reason());
            case Reading.Found found -> seen(found);
        }
    }

    private void seen(Reading.Found found) {
        long now = nanos.getAsLong();
        boolean unchanged =
                observed.filter(old -> old.version().equals(found.version())).isPresent();
        Observed current = unchanged ? observed.orElseThrow() : new Observed(found.held(), found.version(), now);
        observed = Optional.of(current);
        Optional<Lease> held = lease();
        boolean still = held.isPresent()
                && found.held()
                        .filter(there -> there.holder().equals(holder)
                                && there.fence() >= held.get().fence())
                        .isPresent();
        if (still) {
            // A renewal whose answer was lost; this one counts from now, and what it raised the fence to stays.
            floor.accumulateAndGet(found.held().get().fence() - 1, Math::max);
            renew(current, now);
            return;
        }
        boolean nobody =
                found.held().map(there -> there.identity().equals(NOBODY)).orElse(true);
        if (held.isPresent() && !nobody) {
            lose();
            mine = Optional.empty();
        }
        boolean endedOurs =
                found.held().filter(there -> there.holder().equals(holder)).isPresent();
        // As long as we hold it nobody else can have taken it: what is gone is put back, under another fence.
        boolean gone = held.isPresent() && nobody;
        if (gone || endedOurs || found.held().filter(Held::free).isPresent()) {
            take(current, now);
        } else if (found.held().isEmpty()) {
            reserve();
        } else if (!waits(current).isPositive()) {
            take(current, now);
        } else {
            Held there = found.held().get();
            sight = nobody
                    ? new Sight(
                            Optional.empty(),
                            there.fence(),
                            record + " held no lease; who may have held one that is gone is waited for")
                    : new Sight(
                            Optional.of(there.identity()),
                            there.fence(),
                            there.identity() + " leads with fence " + there.fence() + ", as " + record + " says");
        }
    }

    /**
     * Where nothing is held, something may have been a moment ago, and its holder still count on it. Nobody's lease takes its
     * place, is seen by all, and runs out like any other.
     */
    private void reserve() {
        Held nobodys = new Held(
                NOBODY + "/"
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()),
                Math.max(floor.get(), term.map(Term::fence).orElse(0L)),
                lease,
                1);
        if (record.write(nobodys, LeaseRecord.ABSENT, timeout()) instanceof Writing.Unknown unknown) {
            unsure(unknown.reason());
        }
    }

    /** How long whoever holds it may still count on it. */
    private Duration waits(Observed seen) {
        Duration whole = seen.held().map(Held::lease).orElse(lease);
        return whole.minus(Duration.ofNanos(nanos.getAsLong() - seen.since()));
    }

    private void take(Observed from, long sentAt) {
        long last = Math.max(
                from.held().map(Held::fence).orElse(0L),
                Math.max(floor.get(), term.map(Term::fence).orElse(0L)));
        Held next =
                new Held(holder, last + 1, lease, from.held().map(Held::turn).orElse(0L) + 1);
        switch (record.write(next, from.version(), timeout())) {
            case Writing.Written written -> hold(next, written.version(), sentAt);
            case Writing.Conflict conflict ->
                sight = new Sight(
                        Optional.empty(),
                        last,
                        "another controller was faster at " + record + "; the last fence was " + last);
            case Writing.Unknown unknown -> unsure(unknown.reason());
        }
    }

    private void hold(Held held, String version, long sentAt) {
        Duration counted = lease.minus(lease.dividedBy(DRIFT_PARTS));
        boolean late = term.filter(old -> old.fence() == held.fence() && old.endsAt() - nanos.getAsLong() <= 0)
                .isPresent();
        mine = Optional.of(new Observed(Optional.of(held), version, sentAt));
        observed = mine;
        if (closing || late) {
            // It ended while the renewal was under way: somebody may have acted on that. The next fence is another one.
            sight = new Sight(Optional.empty(), held.fence(), "the lease ended before its renewal was answered");
        } else {
            term = Optional.of(new Term(held.fence(), sentAt + counted.toNanos()));
            sight = new Sight(
                    Optional.of(held.identity()),
                    held.fence(),
                    held.identity() + " leads with fence " + held.fence() + ", as " + record + " says");
        }
    }

    /** Its fence stays known: the next one is above it. */
    private void lose() {
        term = term.map(lost -> new Term(lost.fence(), nanos.getAsLong()));
    }

    private void unsure(String reason) {
        Optional<Lease> held = lease();
        sight = held.isPresent()
                ? new Sight(
                        sight.leader(),
                        held.get().fence(),
                        "the lease cannot be renewed and ends in "
                                + held.get().left().toMillis() + " ms: " + reason)
                : new Sight(
                        Optional.empty(),
                        sight.fence(),
                        "it is not known who leads, and this controller does not: " + reason);
    }

    /** Leads no more from here on; the lease is given back when it is surely ours. */
    @Override
    public void close() {
        closing = true;
        lose();
        wake.release();
        try {
            if (thread.isAlive() && !thread.join(timeout().multipliedBy(3))) {
                thread.interrupt();
                thread.join(timeout());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        lose();
        if (!thread.isAlive()) {
            giveBack();
        }
        record.close();
    }

    private void giveBack() {
        Optional<Held> held = mine.or(() -> observed).flatMap(Observed::held);
        held.filter(there -> there.holder().equals(holder)).ifPresent(there -> {
            Observed from = mine.or(() -> observed).orElseThrow();
            Held free = new Held("", there.fence(), lease, there.turn() + 1);
            if (!(record.write(free, from.version(), timeout()) instanceof Writing.Written)) {
                LOG.warn("The lease at {} could not be given back: the next leader waits for its end", record);
            }
        });
    }
}
