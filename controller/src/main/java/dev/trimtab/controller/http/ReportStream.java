package dev.trimtab.controller.http;

import dev.trimtab.controller.recording.RecordingLines;
import dev.trimtab.controller.recording.ReportQueue;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.SteeredName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One who records: lines of JSON on a thread of its own, each batch written when the one before was taken. Whoever takes
 * nothing for {@link #PATIENCE} is dropped; until then its queue fills, and what finds no room there is counted.
 */
final class ReportStream {
    /** Less than a proxy's or our own patience with a silent connection. */
    static final Duration ALIVE_EVERY = Duration.ofSeconds(5);

    static final Duration PATIENCE = Duration.ofSeconds(45);

    /** State is looked at this often: as often as a quiet loop makes rounds. */
    private static final Duration PACE = Duration.ofMillis(250);

    private static final int BATCH_CHARACTERS = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ReportStream.class);

    private final HttpServerResponse response;
    private final ApiPorts ports;
    private final ReportQueue queue;
    private final RecordingLines lines;
    private final StringBuilder batch = new StringBuilder();
    private volatile boolean closed;

    ReportStream(HttpServerResponse response, ApiPorts ports, ReportQueue queue, Set<SteeredName> names) {
        this.response = response;
        this.ports = ports;
        this.queue = queue;
        this.lines = new RecordingLines(names);
    }

    /** @param head the first line; {@code whenOver} runs once */
    void start(String head, Runnable whenOver) {
        response.setChunked(true)
                .putHeader("Content-Type", "application/x-ndjson")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        line(head);
        Thread writer = Thread.ofVirtual().name("reports").unstarted(() -> {
            try {
                write();
            } finally {
                whenOver.run();
            }
        });
        response.exceptionHandler(broken -> stop(writer));
        response.closeHandler(gone -> stop(writer));
        writer.start();
    }

    private void stop(Thread writer) {
        closed = true;
        writer.interrupt();
    }

    private void write() {
        try {
            long writtenAt = System.nanoTime();
            while (!closed) {
                fill();
                if (batch.isEmpty() && System.nanoTime() - writtenAt >= ALIVE_EVERY.toNanos()) {
                    line(RecordingLines.alive(ports.clock().instant()));
                }
                if (!batch.isEmpty()) {
                    Buffer taken = Buffer.buffer(batch.toString());
                    batch.setLength(0);
                    response.write(taken)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    writtenAt = System.nanoTime();
                }
            }
        } catch (TimeoutException asleep) {
            LOG.info("a recorder took nothing for {} s and is dropped", PATIENCE.toSeconds());
            response.reset();
        } catch (ExecutionException gone) {
            LOG.debug("a recorder is gone: {}", String.valueOf(gone.getCause()));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** State before what came after it: a change that is told late would seem to answer what it caused. */
    private void fill() throws InterruptedException {
        Optional<ReportQueue.Item> next = queue.poll(batch.isEmpty() ? PACE : Duration.ZERO);
        Optional<RoundView> view = ports.view().get();
        view.flatMap(lines::state).ifPresent(this::line);
        while (next.isPresent()) {
            switch (next.get()) {
                case ReportQueue.Arrived arrived -> lines.report(arrived, view).forEach(this::line);
                case ReportQueue.Lost lost -> line(RecordingLines.lost(lost));
            }
            next = batch.length() < BATCH_CHARACTERS ? queue.poll(Duration.ZERO) : Optional.empty();
        }
    }

    private void line(String json) {
        batch.append(json).append('\n');
    }
}
