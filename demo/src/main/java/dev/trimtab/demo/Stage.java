package dev.trimtab.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The running processes: put up in order, taken down all at once, with nothing left behind. */
final class Stage implements AutoCloseable {
    /** All seven together; half of them are Hazelcast's. */
    private static final Duration START_MAX = Duration.ofSeconds(75);

    private static final Duration GLANCE = Duration.ofMillis(100);

    /** A process that has not ended by then is killed. */
    private static final Duration END_MAX = Duration.ofSeconds(6);

    private static final int TAIL_LINES = 25;

    private final Props props;
    private final Programs programs;
    private final List<ChildProcess> children = new ArrayList<>();
    private boolean closed;

    Stage(Props props, Programs programs) {
        this.props = props;
        this.programs = programs;
    }

    /** Starts everything and returns when the stand-ins serve and the controller answers. */
    void open(Narrator narrator, ControllerApi api) throws IOException, StoryFailedException, InterruptedException {
        Patience patience = Patience.of(START_MAX, GLANCE);
        for (String standIn : Props.STAND_INS) {
            launch(programs.standIn(standIn));
        }
        launch(programs.controller());
        narrator.tell("started two edges, an origin and one controller");
        patience.await("the controller's key", () -> ready(Files.exists(programs.controllerKey())));
        for (String vantage : Props.VANTAGES) {
            launch(programs.agent(vantage));
        }
        narrator.tell("started three agents: fra and ams in region eu, iad in region na, each in a network of its own");
        for (String standIn : Props.STAND_INS) {
            StandInRemote remote = remote(standIn);
            patience.await(standIn, () -> ready(remote.up()));
        }
        patience.await(
                "the controller's API", () -> ready(api.get("/v1/overview").isPresent()));
    }

    StandInRemote remote(String standIn) {
        return new StandInRemote(standIn, props.ports().controlOf(standIn));
    }

    /** A process that has ended although it should run. */
    synchronized Optional<ChildProcess> fallen() {
        return closed
                ? Optional.empty()
                : children.stream().filter(child -> !child.alive()).findFirst();
    }

    /** The ends of all logs, for a failure's report. */
    synchronized List<String> tails() {
        List<String> lines = new ArrayList<>();
        for (ChildProcess child : children) {
            lines.add("--- " + child.fate());
            lines.addAll(child.tail(TAIL_LINES));
        }
        return lines;
    }

    synchronized List<Long> pids() {
        return children.stream().map(ChildProcess::pid).toList();
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Ends every process and removes the folder; from then on nothing starts any more. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        children.forEach(ChildProcess::terminate);
        long deadline = System.nanoTime() + END_MAX.toNanos();
        for (ChildProcess child : children) {
            try {
                child.end(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
        props.folder().close();
    }

    private synchronized void launch(ChildProcess.Program program) throws IOException, StoryFailedException {
        if (closed) {
            throw new StoryFailedException("the demo is ending");
        }
        children.add(ChildProcess.start(program, props.folder().file(program.name() + ".log")));
    }

    private Optional<Boolean> ready(boolean ready) throws StoryFailedException {
        Optional<ChildProcess> fallen = fallen();
        if (fallen.isPresent()) {
            throw new StoryFailedException(fallen.get().fate());
        }
        return ready ? Optional.of(true) : Optional.empty();
    }
}
