package dev.trimtab.e2e;

import dev.trimtab.agent.link.DirectLink;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.FailureClass;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A vantage whose link, reports, keys and pace are real, and whose looks are told to it: it sees what a test wants seen. */
final class ScriptedVantage implements AutoCloseable {
    private static final Phases TYPICAL = new Phases(100, 1_000, 2_000, 30_000, 40_000);

    private final VantageId id;
    private final DirectLink link;
    private final long epoch = System.currentTimeMillis();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final Map<CheckId, Tally> tallies = new HashMap<>();
    private final AtomicLong arrived = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private volatile Assignment assignment;
    private long sequence;

    ScriptedVantage(
            String name, List<InetSocketAddress> members, String clusterName, KeyPair key, PublicKey controllerKey) {
        id = new VantageId(name);
        link = DirectLink.connect(new DirectLink.Settings(id, members, clusterName, key.getPrivate(), controllerKey));
        link.onAssignment(next -> assignment = next);
        thread.scheduleAtFixedRate(this::report, 0, 1, TimeUnit.SECONDS);
    }

    /** From now on it sees this CDN fail; it sees all others pass. */
    void seesBroken(String cdn) {
        broken.add(cdn);
    }

    void seesMended(String cdn) {
        broken.remove(cdn);
    }

    /** Reports that a controller took. */
    long arrived() {
        return arrived.get();
    }

    private void report() {
        Assignment now = assignment;
        if (now == null) {
            return;
        }
        List<Observation> lines = new ArrayList<>(now.checks().size());
        for (Check check : now.checks()) {
            boolean fails = broken.contains(check.id().target().cdn().value());
            Outcome outcome = fails ? new Outcome.Fail(FailureClass.STATUS) : new Outcome.Pass();
            Tally tally = tallies.getOrDefault(check.id(), Tally.EMPTY)
                    .next(new Look(check.id(), Look.Turn.INTERVAL, outcome, TYPICAL, ""));
            tallies.put(check.id(), tally);
            lines.add(new Observation(check.id(), tally, Duration.ZERO));
        }
        sequence++;
        if (link.report(new Report(id, epoch, sequence, now.digest(), lines))) {
            arrived.incrementAndGet();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        link.close();
    }
}
