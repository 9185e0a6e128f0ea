package dev.trimtab.chaos.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Everything that happened, in the order in which it was learnt; safe for all threads. */
public final class History {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final long start = System.nanoTime();
    private final List<Entry> entries = new ArrayList<>();

    /** Milliseconds since the run began. */
    public long now() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    public synchronized void add(Entry entry) {
        entries.add(entry);
    }

    /** What is known by now. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Writes one line of JSON for each entry. */
    public void write(Path file) throws IOException {
        write(entries(), file);
    }

    static void write(List<Entry> entries, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Entry entry : entries) {
                out.write(JSON.writeValueAsString(entry));
                out.newLine();
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    public static List<Entry> read(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(History::entry).toList();
        }
    }

    private static Entry entry(String line) {
        try {
            return JSON.readValue(line, Entry.class);
        } catch (IOException damaged) {
            throw new UncheckedIOException("no entry of a history: " + line, damaged);
        }
    }
}
