package dev.trimtab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes a controller's report stream into a file until time, size or an operator ends it; connects anew when it breaks. */
final class Recorder {
    /** Why it ended. */
    enum Why {
        TIME,
        SIZE,
        INTERRUPTED
    }

    /** How it went. */
    record Done(Why why, long reports, long lost, int gaps, long bytes) {}

    /** A killed recorder loses at most this. */
    static final Duration FLUSH_EVERY = Duration.ofSeconds(5);

    /** The server says every few seconds that it lives. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    private static final Duration RETRY_EVERY = Duration.ofSeconds(1);

    private static final ObjectMapper JSON = new ObjectMapper();
    // The stream's lines begin with their type.
    private static final String HEADER = "{\"t\":\"header\"";
    private static final String REPORT = "{\"t\":\"report\"";
    private static final String GAP = "{\"t\":\"gap\"";
    private static final String ALIVE = "{\"t\":\"alive\"";

    private final Client client;
    private final String path;
    private final Path out;
    private final long bytesMax;
    private final Duration time;
    private final Consumer<String> messages;
    private final AtomicReference<Optional<Why>> why = new AtomicReference<>(Optional.empty());
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable InputStream stream;
    private volatile long heardAt = System.nanoTime();
    private long flushedAt = System.nanoTime();
    private Instant lastLine = Instant.EPOCH;
    private boolean headed;
    private long reports;
    private long lost;
    private int gaps;

    /** @param path of the stream at the server */
    Recorder(Client client, String path, Path out, long bytesMax, Duration time, Consumer<String> messages) {
        this.client = client;
        this.path = path;
        this.out = out;
        this.bytesMax = bytesMax;
        this.time = time;
        this.messages = messages;
    }

    /** Ends it from any thread; the file is closed well. */
    void stop(Why because) {
        why.compareAndSet(Optional.empty(), Optional.of(because));
        stopped.countDown();
        hangUp();
    }

    /** The first connection must be made; only then is there a file. */
    Done record() {
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("clock").factory())) {
            stream = client.stream(path);
            clock.schedule(() -> stop(Why.TIME), time.toMillis(), TimeUnit.MILLISECONDS);
            clock.scheduleWithFixedDelay(this::listen, 1, 1, TimeUnit.SECONDS);
            try (RecordingFile file = RecordingFile.create(out, bytesMax)) {
                whole(file);
                return new Done(why.get().orElse(Why.INTERRUPTED), reports, lost, gaps, file.bytes());
            } finally {
                hangUp();
                clock.shutdownNow();
            }
        } catch (IOException full) {
            throw new CliFailure(
                    Exit.ERROR,
                    out + " cannot be written: " + full.getMessage() + "; what was written before is whole");
        }
    }

    private void whole(RecordingFile file) throws IOException {
        try {
            while (why.get().isEmpty()) {
                take(file);
                if (why.get().isEmpty()) {
                    again(file);
                }
            }
        } finally {
            ObjectNode last = JSON.createObjectNode()
                    .put("t", "end")
                    .put("at", Instant.now().toString())
                    .put("why", why.get().map(Recorder::word).orElse("refused"));
            file.end(last.toString());
        }
    }

    /** Until the stream breaks or it is time. What the file cannot take is thrown; what the network cannot give is not. */
    private void take(RecordingFile file) throws IOException {
        InputStream open = stream;
        if (open == null) {
            return;
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(open, StandardCharsets.UTF_8));
        for (Optional<String> line = next(lines); line.isPresent(); line = next(lines)) {
            heardAt = System.nanoTime();
            boolean room = line.get().startsWith(ALIVE) || written(file, line.get());
            if (heardAt - flushedAt >= FLUSH_EVERY.toNanos()) {
                room &= file.flush();
                flushedAt = heardAt;
            }
            if (!room) {
                stop(Why.SIZE);
            }
            lastLine = Instant.now();
        }
    }

    private boolean written(RecordingFile file, String line) throws IOException {
        if (!headed && !line.startsWith(HEADER)) {
            throw new CliFailure(
                    Exit.ERROR, "the server does not answer with a recording: is it older than this command?");
        }
        headed = true;
        if (line.startsWith(REPORT)) {
            reports++;
        } else if (line.startsWith(GAP)) {
            gaps++;
            lost += JSON.readTree(line).path("lost").asLong();
        }
        return file.line(line);
    }

    private Optional<String> next(BufferedReader lines) {
        try {
            return why.get().isPresent() ? Optional.empty() : Optional.ofNullable(lines.readLine());
        } catch (IOException broken) {
            // Taken note of, and done with: the file is still to be closed well.
            if (Thread.interrupted() || broken.getCause() instanceof InterruptedException) {
                stop(Why.INTERRUPTED);
            }
            return Optional.empty();
        }
    }

    /** Connects again, for as long as it takes; the new part begins with what was missed. */
    private void again(RecordingFile file) throws IOException {
        hangUp();
        messages.accept("the stream broke off; trying again until the time is over");
        while (why.get().isEmpty()) {
            try {
                if (stopped.await(RETRY_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                stream = client.stream(path);
                heardAt = System.nanoTime();
                gaps++;
                if (!file.line(JSON.createObjectNode()
                        .put("t", "gap")
                        .put("from", lastLine.toString())
                        .put("to", Instant.now().toString())
                        .put("why", "the connection was lost")
                        .toString())) {
                    stop(Why.SIZE);
                }
                return;
            } catch (InterruptedException interrupted) {
                stop(Why.INTERRUPTED);
            } catch (CliFailure notYet) {
                if (notYet.exit() != Exit.UNREACHABLE && notYet.exit() != Exit.ERROR) {
                    throw notYet;
                }
            }
        }
    }

    /** A connection that has died silently is found by the missing signs of life. */
    private void listen() {
        if (System.nanoTime() - heardAt > SILENCE_MAX.toNanos()) {
            hangUp();
        }
    }

    private void hangUp() {
        InputStream open = stream;
        if (open != null) {
            try {
                open.close();
            } catch (IOException closedAlready) {
                messages.accept("while closing the stream: " + closedAlready.getMessage());
            }
        }
    }

    static String word(Why why) {
        return why.name().toLowerCase(Locale.ROOT);
    }
}
