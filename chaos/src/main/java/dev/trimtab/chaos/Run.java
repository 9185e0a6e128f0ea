package dev.trimtab.chaos;

import dev.trimtab.chaos.fault.Breakage;
import dev.trimtab.chaos.fault.FaultKind;
import dev.trimtab.chaos.fault.Schedule;
import dev.trimtab.chaos.history.Entry;
import dev.trimtab.chaos.history.History;
import dev.trimtab.chaos.law.FollowsSoon;
import dev.trimtab.chaos.stage.Child;
import dev.trimtab.chaos.stage.Stage;
import dev.trimtab.chaos.stage.Topology;
import dev.trimtab.chaos.watch.AnswerWatch;
import dev.trimtab.chaos.watch.LogWatch;
import dev.trimtab.chaos.watch.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Rounds of faults over one installation, with clients that never stop watching. */
final class Run implements AutoCloseable {
    /** The edge whose health the rounds change. */
    private static final String EDGE = "edge-a";

    private static final long EDGE_EVERY_MILLIS = 5_000;

    /** How long the installation gets to be whole again, and to follow a change. */
    private static final long WHOLE_MILLIS_MAX = 60_000;

    private static final long FOLLOW_MILLIS_MAX = Laws.FOLLOW_MILLIS_MAX + 3_000;
    private static final long LOOK_MILLIS = 200;

    private final Stage stage;
    private final History history;
    private final Breakage breakage;
    private final LogWatch logs;
    private final List<Thread> watching = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Run(Stage stage, History history, List<String> sources) {
        this.stage = stage;
        this.history = history;
        this.breakage = new Breakage(stage, history);
        this.logs = new LogWatch(
                history,
                stage.topology().controllerHosts().stream().map(stage::child).toList());
        watching.add(Thread.ofPlatform().name("logs").start(logs));
        stage.topology().servers().forEach((server, names) -> {
            boolean one = server.equals(Topology.BIND) || server.equals(Topology.KNOT);
            watching.add(Thread.ofPlatform()
                    .name("answers of " + server)
                    .start(new AnswerWatch(stage, history, server, names, one ? sources.subList(0, 1) : sources)));
        });
    }

    /** Waits until every server answers by a plan. */
    void awaitFirstPlans() throws InterruptedException {
        int places = stage.topology().servers().values().stream()
                .mapToInt(List::size)
                .sum();
        await(
                "every server to answer by a plan",
                () -> history.entries().stream()
                                .filter(Entry.Answered.class::isInstance)
                                .map(Entry.Answered.class::cast)
                                .filter(answered -> answered.cdns().contains(EDGE)
                                        && !answered.after().isEmpty())
                                .map(answered -> answered.server() + answered.name())
                                .distinct()
                                .count()
                        == places);
    }

    /** One round: faults, then calm, then whether everything follows. */
    void round(int number, long seed, List<FaultKind> kinds, int faultsMax) throws InterruptedException {
        history.add(new Entry.RoundBegan(history.now(), number, seed));
        RandomGenerator random = Schedule.random(seed ^ 0x5eed);
        Operator operator = new Operator(stage, history, random);
        List<Thread> faults = Schedule.of(seed, kinds, faultsMax, Topology.LEASE * 1_000L).faults().stream()
                .map(planned -> Thread.ofPlatform()
                        .name("fault")
                        .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                        .start(() -> suffer(planned)))
                .toList();
        Thread commanding = Thread.ofPlatform()
                .name("operator")
                .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                .start(operator);
        Thread weather = Thread.ofPlatform().name("weather").start(this::changeEdge);
        for (Thread fault : faults) {
            fault.join();
        }
        failIfBroken();
        for (Thread ending : List.of(weather, commanding)) {
            ending.interrupt();
            ending.join();
        }
        failIfBroken();
        whole();
        list(operator);
        await("every intervention to be ended", operator::endAll);
        follow();
    }

    /** A harness that fails proves nothing, however well the rest went. */
    private void failIfBroken() {
        Throwable failure = failures.poll();
        if (failure != null) {
            throw new IllegalStateException("the run itself failed: " + failure.getMessage(), failure);
        }
    }

    private void suffer(Schedule.Planned planned) {
        try {
            breakage.suffer(planned);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void changeEdge() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                setEdge(!stage.edges().up(EDGE));
                TimeUnit.MILLISECONDS.sleep(EDGE_EVERY_MILLIS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void setEdge(boolean up) {
        stage.edges().set(EDGE, up);
        history.add(new Entry.EdgeChanged(history.now(), EDGE, up));
    }

    /** Every process is there and one of the controllers leads. */
    private void whole() throws InterruptedException {
        for (Child child : stage.children().values()) {
            await(child.name() + " to be ready", child::ready);
        }
        await("a leader", () -> stage.leader().isPresent());
    }

    /** What each controller lists, as soon as all of them list all that was acknowledged, or in the end what they do list. */
    private void list(Operator operator) throws InterruptedException {
        long deadline = history.now() + Laws.LIST_MILLIS_MAX;
        while (true) {
            List<Entry> listed = new ArrayList<>();
            stage.topology()
                    .controllerHosts()
                    .forEach(host -> operator.listed(host)
                            .ifPresent(active -> listed.add(new Entry.Listed(history.now(), host, active))));
            List<Entry> all = new ArrayList<>(history.entries());
            all.addAll(listed);
            boolean complete = listed.size() == stage.topology().controllers() && Laws.nothingLost(all);
            if (complete || history.now() > deadline) {
                listed.forEach(history::add);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** The edge changes, every server follows; until it is up and every server answers it again. */
    private void follow() throws InterruptedException {
        boolean up;
        do {
            up = !stage.edges().up(EDGE);
            setEdge(up);
            long at = history.now();
            boolean wanted = up;
            while (history.now() - at < FOLLOW_MILLIS_MAX && !followed(at, wanted)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            history.add(new Entry.Quiet(at, history.now(), EDGE, up));
        } while (!up);
    }

    private boolean followed(long at, boolean up) {
        var times = FollowsSoon.followed(history.entries(), new Entry.Quiet(at, history.now(), EDGE, up));
        return times.values().stream().allMatch(millis -> millis != Long.MAX_VALUE);
    }

    /** Waits for what should come by itself; what does not is left to the laws. */
    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = history.now() + WHOLE_MILLIS_MAX;
        while (!condition.getAsBoolean()) {
            if (history.now() > deadline) {
                System.err.println("chaos: waited " + WHOLE_MILLIS_MAX + " ms in vain for " + what);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (Thread thread : watching) {
            thread.interrupt();
            thread.join();
        }
        logs.catchUp();
    }
}
