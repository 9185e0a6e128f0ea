package dev.trimtab.store;

import dev.trimtab.core.port.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A way between controllers that share a store: sealed parts of their embedded zones, by place. The store does not know what
 * is newer in them and believes nobody; whoever reads one verifies its seal. A part is written over only by somebody who has
 * seen what it held.
 */
public final class ZoneCopies {
    private final Availability availability;

    ZoneCopies(Availability availability) {
        this.availability = availability;
    }

    /**
     * A part as it was read.
     *
     * @param revision 0 when nobody has written it yet
     */
    public record Part(String body, long revision) {
        /** What is no Base64 was written by nobody of ours; it opens as little as any other forged bytes. */
        public byte[] sealed() {
            try {
                return Base64.getDecoder().decode(body);
            } catch (IllegalArgumentException forged) {
                return body.getBytes(StandardCharsets.UTF_8);
            }
        }
    }

    /**
     * How often each place was written.
     *
     * @throws StoreException while the store is away
     */
    public SortedMap<String, Long> revisions() {
        return availability.read(handle -> {
            TreeMap<String, Long> revisions = new TreeMap<>();
            handle.createQuery("SELECT place, revision FROM zone_copy")
                    .map((row, context) -> revisions.put(row.getString("place"), row.getLong("revision")))
                    .list();
            return revisions;
        });
    }

    /** @throws StoreException while the store is away */
    public Optional<Part> read(String place) {
        return availability.read(
                handle -> handle.createQuery("SELECT body, revision FROM zone_copy WHERE place = :place")
                        .bind("place", place)
                        .map((row, context) -> new Part(row.getString("body"), row.getLong("revision")))
                        .findOne());
    }

    /**
     * Writes a part where it is still as it was read.
     *
     * @return false when somebody else has written meanwhile
     * @throws StoreException while the store is away
     */
    public boolean write(String place, byte[] sealed, long revisionRead) {
        String body = Base64.getEncoder().encodeToString(sealed);
        return availability.write(handle -> revisionRead == 0
                ? handle.execute(
                                "INSERT INTO zone_copy (place, body, revision) VALUES (?, ?, 1) ON CONFLICT DO NOTHING",
                                place,
                                body)
                        == 1
                : handle.execute(
                                "UPDATE zone_copy SET body = ?, revision = revision + 1 WHERE place = ? AND revision = ?",
                                body,
                                place,
                                revisionRead)
                        == 1);
    }
}
