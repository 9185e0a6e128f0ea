package dev.trimtab.store;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.port.AuditTrail;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.port.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must outlive this process, opened: plans, interventions, audit, decisions. Its own thread looks twice a second what
 * others have stored, hands on what waited, keeps this controller's copy, and drops what is old. An embedded store must be
 * there at the start; PostgreSQL may come later.
 */
public final class Store implements AutoCloseable {
    /** Others see what was stored after half of this on average. */
    static final Duration PACE = Duration.ofMillis(500);
    /** Ended interventions are history for this long. */
    static final Duration HISTORY = Duration.ofDays(400);

    private static final Duration PRUNED_EVERY = Duration.ofHours(1);
    private static final Duration COPIED_EVERY = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private final Database database;
    private final InstantSource clock;
    private final String controller;
    private final Availability availability;
    private final Optional<LocalJournal> journal;
    private final Optional<LastPlans> copy;
    private final SqlPlans plans;
    private final SqlWishes wishes;
    private final SqlAudit audit;
    private final Decisions decisions;
    private final Queue<Lead> leads = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store").factory());
    private Instant prunedAt = Instant.EPOCH;
    private Instant copiedAt = Instant.EPOCH;
    private String troubleTold = "";

    /** This controller took the lead. */
    private record Lead(long fence, Instant at) {}

    private Store(StoreAddress address, Path state, String controller, InstantSource clock, EventSink events) {
        this.database = Database.of(address);
        this.clock = clock;
        this.controller = controller;
        boolean distant = address instanceof StoreAddress.Postgres;
        this.availability = new Availability(database, clock, events);
        // On the disk of an embedded store a journal would fail with it.
        this.journal = distant ? Optional.of(new LocalJournal(state.resolve("store-journal"))) : Optional.empty();
        this.copy = distant ? Optional.of(new LastPlans(state.resolve("last-plans.json"))) : Optional.empty();
        this.plans = new SqlPlans(availability, database.where());
        this.wishes = new SqlWishes(availability, database.where(), clock, journal);
        this.audit = new SqlAudit(availability, controller, journal);
        this.decisions = new Decisions(availability, controller);
    }

    /**
     * Opens the store.
     *
     * @param state this controller's folder
     * @param controller its lasting name, for the audit's chain
     * @param events told when the store is lost and when it is back; on any thread
     * @throws StoreException when an embedded store cannot be used
     * @throws UnreadableStateException when a file of this controller's own cannot be understood
     */
    public static Store open(
            StoreAddress address, Path state, String controller, InstantSource clock, EventSink events) {
        Store store = new Store(address, state, controller, clock, events);
        try {
            store.copy.flatMap(LastPlans::read).ifPresent(last -> {
                store.plans.recall(last.plans());
                store.wishes.recall(last.interventions());
            });
            store.begin(state);
        } catch (RuntimeException failed) {
            store.close();
            throw failed;
        }
        store.thread.scheduleWithFixedDelay(store::tend, PACE.toMillis(), PACE.toMillis(), TimeUnit.MILLISECONDS);
        return store;
    }

    private void begin(Path state) {
        try {
            look();
            if (copy.isEmpty()) {
                FirstImport.from(state, plans, wishes);
            }
        } catch (StoreException away) {
            if (copy.isEmpty()) {
                throw away;
            }
            LOG.warn("{}; this controller starts with its own copy of the last plans", away.getMessage());
        }
    }

    /** One turn of the store's own thread. */
    private void tend() {
        try {
            look();
            journal.ifPresent(local -> local.handOn(lines -> availability
                    .attempt(handle -> {
                        LocalJournal.replay(handle, controller, lines);
                        return wishes.refresh(handle);
                    })
                    .run()));
            for (Lead lead = leads.peek(); lead != null; lead = leads.peek()) {
                audit.anchor(lead.fence, lead.at);
                leads.poll();
            }
            decisions.flush();
            prune();
            troubleTold = "";
        } catch (RuntimeException failed) {
            tell(failed);
        }
        try {
            keepCopy();
        } catch (RuntimeException failed) {
            tell(failed);
        }
    }

    /** The same trouble is told once, and not twice a second. */
    private void tell(RuntimeException failed) {
        String sentence = String.valueOf(failed.getMessage());
        if (!sentence.equals(troubleTold)) {
            LOG.warn("{}", sentence.replaceAll("\\p{Cntrl}", " "));
            troubleTold = sentence;
        }
    }

    private void look() {
        ArrayDeque<Runnable> seen = availability.attempt(this::refresh);
        seen.forEach(Runnable::run);
        availability.back();
    }

    private ArrayDeque<Runnable> refresh(Handle handle) {
        ArrayDeque<Runnable> seen = new ArrayDeque<>();
        seen.add(plans.refresh(handle));
        seen.add(wishes.refresh(handle));
        return seen;
    }

    private void keepCopy() {
        Instant now = clock.instant();
        boolean due = now.isBefore(copiedAt) || !now.isBefore(copiedAt.plus(COPIED_EVERY));
        if (due && copy.isPresent() && plans.everRead()) {
            wishes.stored().ifPresent(all -> copy.get().keep(plans.all(), all));
            copiedAt = now;
        }
    }

    private void prune() {
        Instant now = clock.instant();
        if (now.isBefore(prunedAt.plus(PRUNED_EVERY)) && !now.isBefore(prunedAt)) {
            return;
        }
        availability.attempt(handle -> {
            Decisions.prune(handle, now);
            return handle.execute(
                    "DELETE FROM intervention WHERE until_ms < ?",
                    now.minus(HISTORY).toEpochMilli());
        });
        prunedAt = now;
    }

    public PlanStore plans() {
        return plans;
    }

    public InterventionStore interventions() {
        return wishes;
    }

    public AuditTrail audit() {
        return audit;
    }

    /** A way between controllers; empty where nobody else reads this store. */
    public Optional<ZoneCopies> zoneCopies() {
        return copy.isPresent() ? Optional.of(new ZoneCopies(availability)) : Optional.empty();
    }

    public Decisions decisions() {
        return decisions;
    }

    public StoreState state() {
        return availability.state();
    }

    /** Transactions that changed something since the start. */
    public long writes() {
        return availability.writes();
    }

    /** Those that were refused or failed. */
    public long failures() {
        return availability.failures();
    }

    /** Hears of changes of leader, for the audit, and of decisions, for their history; waits for nobody. */
    public EventSink listener() {
        return event -> {
            decisions.accept(event);
            if (event.type() == Event.Type.LEADERSHIP_GAINED) {
                String fence = event.facts().getOrDefault("fence", "0");
                leads.add(new Lead(Long.parseLong(fence), event.at()));
            }
        };
    }

    /** Stores what waits as far as it can at once, and lets go of everything. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
            if (availability.state().up()) {
                decisions.flush();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (StoreException away) {
            tell(away);
        } finally {
            database.close();
        }
    }
}
