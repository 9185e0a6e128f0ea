package dev.trimtab.agent;

import dev.trimtab.agent.CurrentView.Novelty;
import dev.trimtab.agent.probe.Prober;
import dev.trimtab.agent.probe.Sight;
import dev.trimtab.agent.schedule.Pacer;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.port.VantageLink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A vantage at work: makes the looks that are due, keeps the view, sends it whole every second and at once on a change. All
 * state is behind one lock that is never held while the network is waited for.
 */
public final class Agent implements AutoCloseable {
    /** The pace of reports (DESIGN.md §4): constant work, whatever happens. */
    static final Duration REPORT_EVERY = Duration.ofSeconds(1);

    /** Reports on a change come at most ten a second; what changes in between goes into the next. */
    static final Duration REPORT_GAP_MIN = Duration.ofMillis(100);

    /** Enough for 1 000 targets at 10 s of which all hang for 2.5 s; more would measure our own queues. */
    static final int LOOKING_MAX = 256;

    /** Suspicions that wait to be told; beyond it the oldest knowledge is the reports'. */
    private static final int SUSPICIONS_WAITING_MAX = 256;

    /** Evidence that waits to be sent; beyond it, it is dropped. */
    private static final int EVIDENCE_WAITING_MAX = EvidenceGate.BURST;

    /** Looks that are made and forgotten at the start, one after another. */
    static final int WARMING_LOOKS = 6;

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final VantageId vantage;
    private final VantageLink link;
    private final Prober prober;
    private final Instant started;
    private final long startedNanos = System.nanoTime();
    private final Pacer pacer = new Pacer(LOOKING_MAX);
    private final CurrentView view;
    private final ScheduledThreadPoolExecutor pacing = timer("pacing");
    private final ScheduledThreadPoolExecutor reporting = timer("reporting");
    private final ThreadPoolExecutor suspecting = telling("suspecting", SUSPICIONS_WAITING_MAX);
    private final ThreadPoolExecutor showing = telling("showing", EVIDENCE_WAITING_MAX);
    private final EvidenceGate evidence;

    /** Where the process stands with its own first looks. */
    private enum Warmth {
        COLD,
        WARMING,
        WARM
    }

    private volatile Warmth warmth = Warmth.COLD;
    private @Nullable Assignment newest;
    private @Nullable ScheduledFuture<?> wake;
    private boolean reportAsked;
    private boolean arriving = true;
    private Instant reportedAt;

    /** @param started names the epoch of this process */
    public Agent(VantageId vantage, VantageLink link, Prober prober, Instant started) {
        this.vantage = vantage;
        this.link = link;
        this.prober = prober;
        this.started = started;
        this.reportedAt = started;
        this.view = new CurrentView(vantage, started.toEpochMilli());
        this.evidence = new EvidenceGate(started);
    }

    /** Starts to listen, to look and to report. */
    public void start() {
        link.onAssignment(this::assigned);
        link.onSuspicion(this::suspected);
        link.onLookRequest(this::asked);
        reporting.scheduleAtFixedRate(
                this::send, REPORT_EVERY.toMillis(), REPORT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void assigned(Assignment assignment) {
        if (!assignment.vantage().equals(vantage)) {
            LOG.warn("ignored an assignment for vantage {}: this is {}", assignment.vantage(), vantage);
            return;
        }
        LOG.info(
                "assigned {} checks, turn {} of {}, digest {}",
                assignment.checks().size(),
                assignment.turn(),
                assignment.vantages(),
                assignment.digest());
        synchronized (this) {
            newest = assignment;
            if (warmth == Warmth.WARMING) {
                return;
            }
            if (warmth == Warmth.COLD) {
                warmth = Warmth.WARMING;
            }
        }
        if (warmth == Warmth.WARM) {
            begin();
        } else {
            warm(assignment, 0);
        }
    }

    /**
     * The first looks of a process measure the process, which is still loading its TLS, and not the target: they are made
     * and forgotten.
     */
    private void warm(Assignment assignment, int made) {
        if (made == WARMING_LOOKS || assignment.checks().isEmpty()) {
            begin();
            return;
        }
        Check check = assignment.checks().get(made % assignment.checks().size());
        prober.look(check, Look.Turn.INTERVAL).whenComplete((look, bug) -> warm(assignment, made + 1));
    }

    private void begin() {
        synchronized (this) {
            warmth = Warmth.WARM;
            if (newest != null) {
                view.assign(newest);
                evidence.assign(newest);
                pacer.assign(newest, now());
            }
        }
        pace();
    }

    private void suspected(Suspicion suspicion) {
        if (suspicion.by().equals(vantage)) {
            return;
        }
        synchronized (this) {
            pacer.suspected(suspicion.target(), now());
        }
        pace();
    }

    private void asked(LookRequest request) {
        synchronized (this) {
            if (newest != null) {
                evidence.asked(request.target(), newest);
            }
            pacer.suspected(request.target(), now());
        }
        pace();
    }

    /** Makes what is due and sets the alarm for what comes next. */
    private void pace() {
        List<Pacer.Order> orders;
        synchronized (this) {
            Instant now = now();
            orders = pacer.due(now);
            if (wake != null) {
                wake.cancel(false);
            }
            wake = pacer.nextDue()
                    .map(at -> after(pacing, Duration.between(now, at), this::pace))
                    .orElse(null);
        }
        for (Pacer.Order order : orders) {
            prober.look(order.check(), order.turn()).whenComplete((sight, bug) -> {
                if (bug != null) {
                    LOG.error(
                            "a look at {} ended without a result", order.check().id(), bug);
                } else {
                    looked(order, sight);
                }
            });
        }
    }

    private void looked(Pacer.Order order, Sight sight) {
        Look look = sight.look();
        Novelty novelty;
        Optional<LookEvidence> shown;
        synchronized (this) {
            Instant now = now();
            CurrentView.Effect effect = view.add(order.check(), look, now).orElse(CurrentView.Effect.NONE);
            pacer.finished(look, effect.failedLooks(), now);
            novelty = effect.novelty();
            if (novelty != Novelty.NOTHING) {
                reportSoon(now);
            }
            boolean changed = novelty == Novelty.FIRST_FAILURE || novelty == Novelty.CLASS_CHANGED;
            shown = evidence.shown(sight, changed, now);
        }
        if (novelty != Novelty.NOTHING) {
            LOG.info("{}: {} {}", look.check(), look.outcome(), look.detail());
        }
        if (novelty == Novelty.FIRST_FAILURE
                && look.turn() == Look.Turn.INTERVAL
                && order.check().kind().suspects()) {
            tell(look.check().target());
        }
        shown.ifPresent(what -> showing.execute(() -> link.show(what)));
        // On the pacing thread: a prober that answers at once must not make this call itself.
        after(pacing, Duration.ZERO, this::pace);
    }

    private void tell(TargetId target) {
        suspecting.execute(() -> link.suspect(new Suspicion(vantage, target)));
    }

    private void reportSoon(Instant now) {
        if (!reportAsked) {
            reportAsked = true;
            Instant earliest = reportedAt.plus(REPORT_GAP_MIN);
            after(reporting, earliest.isAfter(now) ? Duration.between(now, earliest) : Duration.ZERO, this::sendAsked);
        }
    }

    /** The report that a change asked for. The one that is due by time leaves this one asked for: else there would be two. */
    private void sendAsked() {
        synchronized (this) {
            reportAsked = false;
        }
        send();
    }

    /** Builds and sends one report. What a link throws is logged: the next report says the same and more. */
    private void send() {
        Report report;
        synchronized (this) {
            reportedAt = now();
            report = view.report(reportedAt);
        }
        boolean arrived;
        try {
            arrived = link.report(report);
        } catch (RuntimeException broken) {
            LOG.warn("report {} could not be sent: {}", report.sequence(), broken.toString());
            arrived = false;
        }
        if (arrived != arriving) {
            arriving = arrived;
            LOG.info(arrived ? "reports arrive" : "reports do not arrive; looking goes on");
        }
    }

    /** Wall-clock time at the start plus what has passed since: a clock that is set back stops no look. */
    private Instant now() {
        return started.plusNanos(System.nanoTime() - startedNanos);
    }

    private static @Nullable ScheduledFuture<?> after(ScheduledExecutorService on, Duration delay, Runnable task) {
        // At its end the agent's timers are down before its looks are.
        return on.isShutdown() ? null : on.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    }

    /** One thread for what may wait for the network; what is too much is dropped. */
    private static ThreadPoolExecutor telling(String name, int waitingMax) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waitingMax),
                Thread.ofPlatform().daemon().name(name).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory(), new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Ends looking and reporting; the link is its owner's. */
    @Override
    public void close() {
        pacing.shutdownNow();
        reporting.shutdownNow();
        suspecting.shutdownNow();
        showing.shutdownNow();
        prober.close();
    }
}
