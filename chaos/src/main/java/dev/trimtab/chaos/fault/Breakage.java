package dev.trimtab.chaos.fault;

import dev.trimtab.chaos.history.Entry;
import dev.trimtab.chaos.history.History;
import dev.trimtab.chaos.stage.Child;
import dev.trimtab.chaos.stage.Stage;
import dev.trimtab.chaos.stage.Topology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Breaks things and mends them again. Two faults never have one process at the same time. */
public final class Breakage {
    /** What a bad line loses. */
    private static final int LOSS_PERCENT = 10;

    /** Of a wall clock. */
    private static final int JUMP_SECONDS = 150;

    private static final List<String> SERVERS = List.of(Topology.BIND, Topology.KNOT, Topology.POWERDNS);

    private final Stage stage;
    private final History history;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> taken = new HashSet<>();

    public Breakage(Stage stage, History history) {
        this.stage = stage;
        this.history = history;
    }

    /** A fault that stands. */
    private interface Mending {
        void mend() throws InterruptedException;
    }

    /** Waits, breaks, waits, mends. A fault for which no process is free is left out. */
    public void suffer(Schedule.Planned planned) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(planned.afterMillis());
        List<String> hosts = claim(planned);
        if (hosts.isEmpty()) {
            return;
        }
        String id = "f" + numbers.incrementAndGet();
        history.add(new Entry.FaultBegan(history.now(), id, planned.kind().word(), String.join(",", hosts)));
        try {
            Mending mending = broken(planned.kind(), hosts, planned.choice());
            TimeUnit.MILLISECONDS.sleep(planned.forMillis());
            mending.mend();
        } finally {
            history.add(new Entry.FaultEnded(history.now(), id));
            release(hosts);
        }
    }

    private synchronized void release(List<String> hosts) {
        hosts.forEach(taken::remove);
    }

    /** The processes that a fault is about, now its own; none when they are another fault's. */
    private List<String> claim(Schedule.Planned planned) {
        String leader = stage.leader().orElse("");
        List<String> candidates = new ArrayList<>();
        List<String> controllers = stage.topology().controllerHosts();
        switch (planned.kind()) {
            case KILL_LEADER, PAUSE_LEADER, PART_LEADER, PART_LEADER_STORE, PART_LEADER_PROVIDER ->
                candidates.add(leader.isEmpty() ? controllers.get(planned.choice() % controllers.size()) : leader);
            case KILL_FOLLOWER, PAUSE_FOLLOWER, PART_ONE_WAY -> {
                candidates.addAll(controllers);
                candidates.remove(leader);
            }
            case KILL_AGENT, PAUSE_AGENT -> candidates.addAll(stage.topology().vantages());
            case KILL_SERVER, PAUSE_SERVER -> candidates.addAll(SERVERS);
            case PAUSE_STORE, RESTART_STORE, KILL_STORE -> candidates.add(Topology.STORE);
            case DISK_FULL, CLOCK_FORTH, CLOCK_BACK -> candidates.addAll(controllers);
            case PART_AGENTS, SLOW_NETWORK, ROLLING_RESTART, ALL_AT_ONCE, ADDRESSES -> {
                return claimed(controllers);
            }
        }
        return candidates.isEmpty()
                ? List.of()
                : claimed(List.of(candidates.get(planned.choice() % candidates.size())));
    }

    private synchronized List<String> claimed(List<String> hosts) {
        if (hosts.stream().anyMatch(taken::contains)) {
            return List.of();
        }
        taken.addAll(hosts);
        return hosts;
    }

    private Mending broken(FaultKind kind, List<String> hosts, int choice) throws InterruptedException {
        String host = hosts.get(0);
        Child child = stage.child(host);
        return switch (kind) {
            case KILL_LEADER, KILL_FOLLOWER, KILL_AGENT, KILL_SERVER, KILL_STORE -> {
                child.kill();
                yield () -> start(child);
            }
            case RESTART_STORE -> {
                // PostgreSQL's fast shutdown: it ends sessions and writes its last checkpoint.
                child.signal("INT");
                child.stop();
                yield () -> start(child);
            }
            case PAUSE_LEADER, PAUSE_FOLLOWER, PAUSE_AGENT, PAUSE_SERVER, PAUSE_STORE -> {
                child.pause();
                yield child::resume;
            }
            case PART_LEADER -> {
                others(host).forEach(other -> {
                    stage.network().lose(host, other);
                    stage.network().lose(other, host);
                });
                yield () -> stage.topology().controllerHosts().forEach(stage.network()::heal);
            }
            case PART_ONE_WAY -> {
                others(host).forEach(other -> stage.network().lose(other, host));
                yield () -> stage.network().heal(host);
            }
            case PART_LEADER_STORE -> cut(host, Topology.STORE);
            case PART_LEADER_PROVIDER -> cut(host, SERVERS.get(choice % SERVERS.size()));
            case PART_AGENTS -> {
                List<String> cut = stage.topology().vantages().stream()
                        .filter(vantage -> Math.floorMod(vantage.hashCode() + choice, 2) == 0)
                        .toList();
                cut.forEach(
                        vantage -> hosts.forEach(controller -> stage.network().lose(vantage, controller)));
                yield () -> hosts.forEach(stage.network()::heal);
            }
            case SLOW_NETWORK -> {
                hosts.forEach(slow -> stage.network().slow(slow, LOSS_PERCENT));
                yield () -> hosts.forEach(stage.network()::heal);
            }
            case DISK_FULL -> {
                stage.fillDisk(host);
                yield () -> {
                    stage.emptyDisk(host);
                    // One that could not go on without its disk is started again, as a supervisor would.
                    if (!child.alive()) {
                        start(child);
                    }
                };
            }
            case CLOCK_FORTH -> jump(host, JUMP_SECONDS);
            case CLOCK_BACK -> jump(host, -JUMP_SECONDS);
            case ROLLING_RESTART -> {
                for (String each : hosts) {
                    stage.child(each).stop();
                    start(stage.child(each));
                }
                yield () -> {};
            }
            case ALL_AT_ONCE -> {
                hosts.forEach(each -> stage.child(each).kill());
                yield () -> startAll(hosts);
            }
            case ADDRESSES -> {
                hosts.forEach(each -> stage.child(each).kill());
                stage.moveControllers();
                yield () -> startAll(hosts);
            }
        };
    }

    private List<String> others(String host) {
        List<String> others = new ArrayList<>(stage.topology().controllerHosts());
        others.remove(host);
        return others;
    }

    private Mending cut(String one, String other) {
        stage.network().lose(one, other);
        stage.network().lose(other, one);
        return () -> {
            stage.network().heal(one);
            stage.network().heal(other);
        };
    }

    private Mending jump(String host, int seconds) {
        stage.setClock(host, seconds);
        return () -> stage.setClock(host, 0);
    }

    private static void start(Child child) throws InterruptedException {
        child.start();
        child.awaitReady();
    }

    private void startAll(List<String> hosts) throws InterruptedException {
        hosts.forEach(host -> stage.child(host).start());
        for (String host : hosts) {
            stage.child(host).awaitReady();
        }
    }
}
