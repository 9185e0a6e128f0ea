package dev.trimtab.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.event.AuditLink;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.PlanStore.Memory;
import dev.trimtab.core.port.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Brings a backup into a store, all of it or nothing. What the store knows and the backup does not stays; a plan that is older
 * than the newest generation known there is not brought back: DNS holds the newer one.
 */
public final class Restore {
    private Restore() {}

    /**
     * What was done.
     *
     * @param notes what was left out, in sentences
     */
    public record Result(Backup.Counts restored, List<String> notes) {}

    /**
     * Restores.
     *
     * @param replace also into a store that holds something, or that is damaged: its file is kept under another name then
     * @throws IOException with a sentence, when the backup or the store refuses
     * @throws StoreException when it was not stored
     */
    public static Result from(Path file, StoreAddress address, boolean replace, Instant now) throws IOException {
        // Read once before anything is touched.
        BackupFile.read(file, node -> {});
        List<String> notes = new ArrayList<>();
        try (Alone alone = Alone.on(address);
                Database database = prepared(address, replace, now, notes)) {
            return database.run(handle -> into(handle, database, file, replace, notes));
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static Database prepared(StoreAddress address, boolean replace, Instant now, List<String> notes)
            throws IOException {
        Database database = Database.of(address);
        try {
            database.prepare();
            return database;
        } catch (StoreException unusable) {
            database.close();
            if (!replace || !(address instanceof StoreAddress.Embedded embedded) || !Files.exists(embedded.file())) {
                throw unusable;
            }
            String end = ".damaged-" + now.toEpochMilli();
            for (String part : List.of("", "-wal", "-shm")) {
                Path old = embedded.file().resolveSibling(embedded.file().getFileName() + part);
                if (Files.exists(old)) {
                    Files.move(old, old.resolveSibling(old.getFileName() + end), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            notes.add(unusable.getMessage() + "; it is kept as " + embedded.file() + end);
            Database anew = Database.of(address);
            anew.prepare();
            return anew;
        }
    }

    private static Result into(Handle handle, Database database, Path file, boolean replace, List<String> notes) {
        long held = handle.createQuery("SELECT (SELECT COUNT(*) FROM plan) + (SELECT COUNT(*) FROM intervention)"
                        + " + (SELECT COUNT(*) FROM audit) + (SELECT COUNT(*) FROM decision)")
                .mapTo(Long.class)
                .one();
        if (held > 0 && !replace) {
            throw StoreException.refused(
                    database.where() + " holds " + held
                            + " rows already: --replace restores into it all the same; what it"
                            + " knows and the backup does not stays, and no older plan goes over a newer one",
                    new IllegalStateException("not empty"));
        }
        long known = Backup.fence(handle);
        SortedMap<SteeredName, Memory> plans = new TreeMap<>();
        SortedMap<String, List<AuditLink>> chains = new TreeMap<>();
        long[] counts = new long[3];
        JsonNode head;
        try {
            head = BackupFile.read(file, node -> {
                switch (node.path("row").asText()) {
                    case "plan" -> {
                        SteeredName name = SteeredName.of(node.path("name").asText());
                        plans.put(name, MemoryJson.read(name, node.path("memory")));
                    }
                    case "intervention" -> counts[1] += intervention(handle, WishJson.read(node.path("body"))) ? 1 : 0;
                    case "decision" -> counts[2] += decision(handle, node);
                    case "audit" ->
                        chains.computeIfAbsent(node.path("controller").asText(), id -> new ArrayList<>())
                                .add(link(node));
                    default -> throw new IOException("unknown row " + node.path("row"));
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        counts[0] = plans(handle, plans, Math.max(known, head.path("fence").asLong()), known, notes);
        long audited = 0;
        for (var chain : chains.entrySet()) {
            audited += audit(handle, chain.getKey(), chain.getValue(), notes);
        }
        // Controllers that run on this store read everything anew.
        handle.execute("UPDATE revision SET removals = removals + 1, interventions = interventions + 1 WHERE id = 1");
        return new Result(new Backup.Counts(counts[0], counts[1], counts[2], audited), notes);
    }

    private static long plans(
            Handle handle, SortedMap<SteeredName, Memory> plans, long fence, long known, List<String> notes) {
        plans.entrySet().removeIf(entry -> {
            long its = entry.getValue().generation().fence();
            if (its < known) {
                notes.add("the plan of " + entry.getKey() + ", generation "
                        + entry.getValue().generation() + ", is left out: a leader with fence " + known
                        + " has written here since; what DNS holds is taken up instead");
            }
            return its < known;
        });
        handle.execute("UPDATE revision SET plans = plans + 1, fence = ? WHERE id = 1", fence);
        long revision = handle.createQuery("SELECT plans FROM revision WHERE id = 1")
                .mapTo(Long.class)
                .one();
        Set<SteeredName> stored = SqlPlans.put(handle, plans, revision);
        plans.keySet().stream()
                .filter(name -> !stored.contains(name))
                .forEach(name -> notes.add("the plan of " + name + " is left out: the one that is there is newer"));
        return stored.size();
    }

    private static boolean intervention(Handle handle, Intervention intervention) {
        return SqlWishes.insert(handle, intervention);
    }

    private static int decision(Handle handle, JsonNode node) {
        return handle.execute(
                "INSERT INTO decision (controller, at_ms, position, name, type, sentence, facts)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                node.path("controller").asText(),
                node.path("at").asLong(),
                node.path("position").asLong(),
                node.path("name").asText(),
                node.path("type").asText(),
                node.path("sentence").asText(),
                node.path("facts").toString());
    }

    /** A chain goes on where it is; one that went another way here is not mixed with its former self. */
    private static long audit(Handle handle, String controller, List<AuditLink> chain, List<String> notes) {
        List<AuditLink> there = SqlAudit.chains(handle).getOrDefault(controller, List.of());
        int common = Math.min(there.size(), chain.size());
        if (!there.subList(0, common).equals(chain.subList(0, common))) {
            notes.add("the audit of " + controller + " is left out: its chain here is another one; keep the backup");
            return 0;
        }
        List<AuditLink> rest = chain.subList(common, chain.size());
        rest.forEach(link -> SqlAudit.insert(handle, link));
        return rest.size();
    }

    private static AuditLink link(JsonNode node) {
        TreeMap<String, String> heads = new TreeMap<>();
        node.path("heads")
                .properties()
                .forEach(head -> heads.put(head.getKey(), head.getValue().asText()));
        return new AuditLink(
                node.path("controller").asText(),
                node.path("sequence").asLong(),
                node.path("previous").asText(),
                new AuditEntry(
                        node.path("id").asText(),
                        Instant.ofEpochMilli(node.path("at").asLong()),
                        node.path("actor").asText(),
                        node.path("action").asText(),
                        node.path("subject").asText(),
                        node.path("sentence").asText()),
                heads,
                node.path("hash").asText());
    }

    /** Nobody runs on an embedded store meanwhile: a controller with a local lock holds it on the file of its fence. */
    private record Alone(List<AutoCloseable> held) implements AutoCloseable {
        static Alone on(StoreAddress address) throws IOException {
            List<AutoCloseable> held = new ArrayList<>();
            if (address instanceof StoreAddress.Embedded embedded) {
                Path fence = embedded.file().resolveSibling("fence");
                FileChannel channel = FileChannel.open(fence, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                held.add(channel);
                if (!locked(channel)) {
                    channel.close();
                    throw new IOException("a controller runs on " + embedded.file() + ": stop it first");
                }
            }
            return new Alone(held);
        }

        private static boolean locked(FileChannel channel) throws IOException {
            try {
                return channel.tryLock() != null;
            } catch (OverlappingFileLockException inThisProcess) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            for (AutoCloseable one : held) {
                try {
                    one.close();
                } catch (IOException failed) {
                    throw failed;
                } catch (Exception failed) {
                    throw new IOException(failed);
                }
            }
        }
    }
}
