package dev.trimtab.cli;

import dev.trimtab.config.Amounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reports of a live installation into a file, for {@code backtest --recorded}. */
@Command(
        name = "record",
        description =
                "Record the reports that a controller accepts, for backtest --recorded. Ends by time, by size or by"
                        + " Ctrl-C; the file is whole at any moment up to the last seconds.")
final class RecordCommand extends ApiCommand {
    /** Head and last line, and something between them. */
    private static final long BYTES_MIN = 16 * 1024;

    /** A recorder that cannot be stopped must not keep its machine from going down. */
    private static final Duration CLOSING_MAX = Duration.ofSeconds(5);

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "A new file (gzip).")
    Path out = Path.of("recording.gz");

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "How long, such as 90s, 30m, 24h or 7d; default 24h.")
    String time = "24h";

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            defaultValue = "256MiB",
            description = "The file never grows beyond; default 256MiB.")
    String size = "256MiB";

    @Option(names = "--name", split = ",", paramLabel = "NAME", description = "Only these steered names (repeatable).")
    List<String> names = new ArrayList<>();

    @Override
    Exit run(Client client, Output output) {
        Duration duration = Amounts.duration(time)
                .filter(it -> !it.isZero())
                .orElseThrow(() -> new CliFailure(Exit.USAGE, "--for: not a time such as 90s or 24h: " + time));
        long bytesMax = Amounts.bytes(size)
                .filter(it -> it >= BYTES_MIN)
                .orElseThrow(() ->
                        new CliFailure(Exit.USAGE, "--max-size: not a size such as 256MiB, at least 16KiB: " + size));
        String query = names.isEmpty() ? "" : "?names=" + Client.escaped(String.join(",", names));
        Recorder recorder = new Recorder(client, "/v1/reports/stream" + query, out, bytesMax, duration, this::message);
        Recorder.Done done = untilStopped(recorder);
        output.line(out + ": " + done.reports() + " reports, " + done.bytes() + " bytes"
                + (done.gaps() == 0 ? "" : ", " + done.gaps() + " gaps (" + done.lost() + " reports lost to slowness)")
                + "; ended by " + Recorder.word(done.why()));
        return done.why() == Recorder.Why.INTERRUPTED ? Exit.INTERRUPTED : Exit.OK;
    }

    /** Ctrl-C and SIGTERM end the recording, and the process waits for that. */
    private Recorder.Done untilStopped(Recorder recorder) {
        CountDownLatch closed = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> {
            recorder.stop(Recorder.Why.INTERRUPTED);
            try {
                if (!closed.await(CLOSING_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                    message("the recording could not be closed in time; its last seconds are missing");
                }
            } catch (InterruptedException goingDown) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return recorder.record();
        } finally {
            closed.countDown();
            unhook(hook);
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            // The process is ending, and the hook is what ends it well.
            return;
        }
    }
}
