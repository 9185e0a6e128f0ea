package dev.trimtab.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A recording on disk: gzip members of whole lines, each complete in itself, so that a recorder that is killed loses its last
 * batch and nothing else. The file never grows beyond its limit, its last line included.
 */
final class RecordingFile implements AutoCloseable {
    /** What the last line may take. */
    static final int LAST_BYTES = 512;

    private static final int BATCH_CHARACTERS = 1024 * 1024;

    // Not a channel: an interrupt would close it in the middle of a write.
    private final RandomAccessFile file;
    private final boolean regular;
    private final long bytesMax;
    private final List<String> batch = new ArrayList<>();
    private long batchCharacters;
    private long bytes;

    private RecordingFile(RandomAccessFile file, boolean regular, long bytesMax) {
        this.file = file;
        this.regular = regular;
        this.bytesMax = bytesMax;
    }

    /** A new file; an existing one is never overwritten. Devices and pipes may exist. */
    static RecordingFile create(Path path, long bytesMax) {
        boolean device = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
        try {
            if (!device) {
                Files.createFile(path);
            }
            return new RecordingFile(new RandomAccessFile(path.toFile(), "rw"), !device, bytesMax);
        } catch (FileAlreadyExistsException there) {
            throw new CliFailure(Exit.USAGE, path + " exists; name another file");
        } catch (IOException cannot) {
            throw new CliFailure(Exit.ERROR, path + " cannot be written: " + cannot);
        }
    }

    long bytes() {
        return bytes;
    }

    /** Adds a line; says whether there was room for everything until now. */
    boolean line(String json) throws IOException {
        batch.add(json);
        batchCharacters += json.length();
        return batchCharacters < BATCH_CHARACTERS || flush();
    }

    /** Writes what was added, or as much of it as fits; says whether all of it did. */
    boolean flush() throws IOException {
        int lines = batch.size();
        byte[] member = member(batch);
        while (lines > 0 && bytes + member.length > bytesMax - LAST_BYTES) {
            lines /= 2;
            member = member(batch.subList(0, lines));
        }
        boolean all = lines == batch.size();
        if (lines > 0) {
            append(member);
        }
        batch.clear();
        batchCharacters = 0;
        return all;
    }

    /** The last line; room is kept for it. */
    void end(String json) throws IOException {
        flush();
        append(member(List.of(json)));
        if (regular) {
            file.getFD().sync();
        }
    }

    private void append(byte[] member) throws IOException {
        try {
            file.write(member);
        } catch (IOException full) {
            if (regular) {
                // What stands there stays whole.
                file.setLength(bytes);
            }
            throw full;
        }
        bytes += member.length;
    }

    private static byte[] member(List<String> lines) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (String line : lines) {
                gzip.write(line.getBytes(StandardCharsets.UTF_8));
                gzip.write('\n');
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory can be written", impossible);
        }
        return packed.toByteArray();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
