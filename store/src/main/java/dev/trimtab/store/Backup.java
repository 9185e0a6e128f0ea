package dev.trimtab.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.event.AuditLink;
import dev.trimtab.core.port.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Everything that a store holds, as it is at one moment, in one file. A controller may go on meanwhile. */
public final class Backup {
    private Backup() {}

    /** How many of each. */
    public record Counts(long plans, long interventions, long decisions, long auditEntries) {}

    /**
     * Writes it.
     *
     * @throws IOException when there is no store, or the file cannot be written
     * @throws StoreException when the store cannot be read
     */
    public static Counts write(StoreAddress address, Path file, Instant now) throws IOException {
        if (address instanceof StoreAddress.Embedded embedded && !Files.exists(embedded.file())) {
            throw new IOException(embedded.file() + " is not there: there is no store to back up");
        }
        try (Database database = Database.of(address)) {
            database.prepare();
            return database.run(handle -> whole(database, handle, file, now));
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static Counts whole(Database database, Handle handle, Path file, Instant now) {
        if (database instanceof PostgresDatabase) {
            handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        }
        ObjectNode head = StateFile.json().createObjectNode();
        head.put("made", now.toString()).put("from", database.kind()).put("fence", fence(handle));
        long[] counts = new long[4];
        try {
            BackupFile.write(file, head, lines -> {
                counts[0] = rows(handle, lines, "SELECT name, memory, fence, sequence, seal FROM plan", row -> {
                    Seal.mustFit(
                            row.getString(5),
                            database.where(),
                            "the plan of " + row.getString(1),
                            row.getString(1),
                            row.getString(3),
                            row.getString(4),
                            row.getString(2));
                    return node("plan").put("name", row.getString(1)).set("memory", StateFile.parse(row.getString(2)));
                });
                counts[1] = rows(handle, lines, "SELECT id, body, seal FROM intervention ORDER BY id", row -> {
                    String id = row.getString(1);
                    Seal.mustFit(row.getString(3), database.where(), "intervention " + id, id, row.getString(2));
                    return node("intervention").set("body", StateFile.parse(row.getString(2)));
                });
                counts[2] = rows(
                        handle,
                        lines,
                        "SELECT controller, at_ms, position, name, type, sentence, facts FROM decision"
                                + " ORDER BY at_ms, controller, position",
                        row -> node("decision")
                                .put("controller", row.getString(1))
                                .put("at", row.getLong(2))
                                .put("position", row.getLong(3))
                                .put("name", row.getString(4))
                                .put("type", row.getString(5))
                                .put("sentence", row.getString(6))
                                .set("facts", StateFile.parse(row.getString(7))));
                for (var chain : SqlAudit.chains(handle).values()) {
                    for (AuditLink link : chain) {
                        lines.line(json(link));
                        counts[3]++;
                    }
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new Counts(counts[0], counts[1], counts[2], counts[3]);
    }

    /** One row as a line. */
    private interface Row {
        ObjectNode of(ResultSet row) throws SQLException;
    }

    private static long rows(Handle handle, BackupFile.Lines lines, String query, Row line) throws IOException {
        try (var rows =
                handle.createQuery(query).map((row, context) -> line.of(row)).iterator()) {
            long count = 0;
            while (rows.hasNext()) {
                lines.line(rows.next());
                count++;
            }
            return count;
        }
    }

    static long fence(Handle handle) {
        return handle.createQuery("SELECT fence FROM revision WHERE id = 1")
                .mapTo(Long.class)
                .one();
    }

    private static ObjectNode node(String what) {
        return StateFile.json().createObjectNode().put("row", what);
    }

    private static ObjectNode json(AuditLink link) {
        AuditEntry entry = link.entry();
        ObjectNode node = node("audit")
                .put("controller", link.controller())
                .put("sequence", link.sequence())
                .put("previous", link.previous())
                .put("id", entry.id())
                .put("at", entry.at().toEpochMilli())
                .put("actor", entry.actor())
                .put("action", entry.action())
                .put("subject", entry.subject())
                .put("sentence", entry.sentence())
                .put("hash", link.hash());
        return node.set("heads", StateFile.json().valueToTree(link.heads()));
    }
}
