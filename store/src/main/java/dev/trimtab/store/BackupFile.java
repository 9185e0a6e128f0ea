package dev.trimtab.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A backup: gzip over lines of JSON. The first says what it is and which version, the last how many lines stand between and
 * the SHA-256 of all before it. A file without a right last line is no backup.
 */
final class BackupFile {
    static final int VERSION = 1;
    private static final String KIND = "trimtab-backup";

    private BackupFile() {}

    /** Takes lines. */
    interface Lines {
        void line(JsonNode node) throws IOException;
    }

    /** Gives lines. */
    interface Content {
        void to(Lines lines) throws IOException;
    }

    /** Writes a file whole: beside it first, synced, then renamed. */
    static void write(Path file, ObjectNode head, Content content) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        MessageDigest digest = sha256();
        long[] count = {0};
        try {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(beside))) {
                head.put("kind", KIND).put("version", VERSION);
                put(out, digest, head);
                content.to(node -> {
                    put(out, digest, node);
                    count[0]++;
                });
                ObjectNode last = StateFile.json().createObjectNode();
                last.put("lines", count[0]).put("sha256", HexFormat.of().formatHex(digest.digest()));
                out.write((last + "\n").getBytes(StandardCharsets.UTF_8));
            }
            try (FileChannel whole = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                whole.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void put(OutputStream out, MessageDigest digest, JsonNode node) throws IOException {
        byte[] line = (node + "\n").getBytes(StandardCharsets.UTF_8);
        digest.update(line);
        out.write(line);
    }

    /**
     * Gives each line between the first and the last; nothing of a file that is not whole.
     *
     * @return the first line
     * @throws IOException with a sentence, when it is no whole backup that this version understands
     */
    static JsonNode read(Path file, Lines lines) throws IOException {
        walk(file, node -> {});
        return walk(file, lines);
    }

    private static JsonNode walk(Path file, Lines lines) throws IOException {
        MessageDigest digest = sha256();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            JsonNode head = StateFile.parse(line == null ? "" : line);
            if (!head.path("kind").asText().equals(KIND)) {
                throw new IOException(file + " is no backup of a Trimtab store");
            }
            if (head.path("version").asInt() != VERSION) {
                throw new IOException(file + " is a backup of version "
                        + head.path("version").asInt() + "; this program reads version " + VERSION);
            }
            long count = 0;
            for (String next = in.readLine(); next != null; next = in.readLine()) {
                update(digest, line);
                line = next;
                JsonNode node = StateFile.parse(line);
                if (node.has("sha256")) {
                    mustEnd(file, in, node, count, digest);
                    return head;
                }
                lines.line(node);
                count++;
            }
            throw new IOException(file + " ends too early: it was cut, and nothing of it is used");
        } catch (IllegalArgumentException notJson) {
            throw new IOException(file + " is damaged and nothing of it is used: " + notJson.getMessage(), notJson);
        } catch (java.util.zip.ZipException | java.io.EOFException broken) {
            throw new IOException(
                    file + " is damaged or cut, and nothing of it is used: " + broken.getMessage(), broken);
        }
    }

    private static void mustEnd(Path file, BufferedReader in, JsonNode last, long count, MessageDigest digest)
            throws IOException {
        boolean right = last.path("lines").asLong() == count
                && last.path("sha256").asText().equals(HexFormat.of().formatHex(digest.digest()))
                && in.readLine() == null;
        if (!right) {
            throw new IOException(file + " is damaged (its checksum does not fit), and nothing of it is used");
        }
    }

    private static void update(MessageDigest digest, String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
