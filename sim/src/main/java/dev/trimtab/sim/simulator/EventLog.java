package dev.trimtab.sim.simulator;

import dev.trimtab.core.event.Event;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was told in a run: a digest of all of it, and the newest lines. */
final class EventLog {
    private static final int KEPT = 400;

    private final MessageDigest digest;
    private final Deque<String> newest = new ArrayDeque<>();
    private final Map<Event.Type, Integer> counts = new EnumMap<>(Event.Type.class);

    EventLog() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    void add(Instant now, String who, Event event) {
        counts.merge(event.type(), 1, Integer::sum);
        String name = event.name().map(id -> " " + id).orElse("");
        line(now, who, event.type().word() + name + ": " + event.sentence());
    }

    /** Something that the simulation itself did. */
    void note(Instant now, String who, String what) {
        line(now, who, "* " + what);
    }

    private void line(Instant now, String who, String what) {
        long millis = Duration.between(Agenda.START, now).toMillis();
        String line =
                String.format(Locale.ROOT, "%4d:%06.3f %s %s", millis / 60_000, millis % 60_000 / 1_000.0, who, what);
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        newest.addLast(line);
        if (newest.size() > KEPT) {
            newest.removeFirst();
        }
    }

    int count(Event.Type type) {
        return counts.getOrDefault(type, 0);
    }

    List<String> newest() {
        return new ArrayList<>(newest);
    }

    /** Of every line since the start; call once, at the end. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
