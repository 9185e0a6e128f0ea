package dev.trimtab.chaos.watch;

import dev.trimtab.chaos.history.Entry;
import dev.trimtab.chaos.history.History;
import dev.trimtab.chaos.stage.Child;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what controllers say while they say it: unlike their memory, a log survives kill -9. */
public final class LogWatch implements Runnable {
    private static final long PAUSE_MILLIS = 50;

    private static final Pattern ACCEPTED =
            Pattern.compile("write\\.accepted (\\S+): (\\S+) holds plan (\\d+\\.\\d+): (.*?) \\{");
    private static final Pattern LEADS = Pattern.compile("system\\.leader-gained.*\\bfence (\\d+)");
    private static final Pattern SHARE = Pattern.compile("([a-z][a-z0-9-]*) [0-9.]+ ?%");

    private final History history;
    private final List<Reader> readers = new ArrayList<>();

    public LogWatch(History history, List<Child> controllers) {
        this.history = history;
        controllers.forEach(controller -> readers.add(new Reader(controller)));
    }

    private static final class Reader {
        private final Child child;
        private final StringBuilder line = new StringBuilder();
        private long read;
        private int run;

        Reader(Child child) {
            this.child = child;
        }
    }

    /** Until its thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                catchUp();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads all that was said by now. */
    public synchronized void catchUp() {
        readers.forEach(this::read);
    }

    private void read(Reader reader) {
        if (!Files.exists(reader.child.log())) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(reader.child.log().toFile(), "r")) {
            file.seek(reader.read);
            byte[] fresh = new byte[(int) (file.length() - reader.read)];
            file.readFully(fresh);
            reader.read += fresh.length;
            reader.line.append(new String(fresh, StandardCharsets.ISO_8859_1));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        int end = reader.line.indexOf("\n");
        while (end >= 0) {
            String line = reader.line.substring(0, end);
            reader.line.delete(0, end + 1);
            if (line.startsWith(Child.START)) {
                reader.run =
                        Integer.parseInt(line.substring(Child.START.length()).strip());
            } else {
                entry(line, reader.child.name(), reader.run, history.now()).ifPresent(history::add);
            }
            end = reader.line.indexOf("\n");
        }
    }

    /** What a line of a controller's log says, when it is of interest. */
    static Optional<Entry> entry(String line, String controller, int run, long at) {
        Matcher accepted = ACCEPTED.matcher(line);
        if (accepted.find()) {
            List<String> cdns = new ArrayList<>();
            Matcher share = SHARE.matcher(accepted.group(4));
            while (share.find()) {
                cdns.add(share.group(1));
            }
            return Optional.of(new Entry.Accepted(
                    at, controller, run, accepted.group(2), accepted.group(1), accepted.group(3), cdns));
        }
        Matcher leads = LEADS.matcher(line);
        return leads.find()
                ? Optional.of(new Entry.Led(at, controller, run, Long.parseLong(leads.group(1))))
                : Optional.empty();
    }
}
