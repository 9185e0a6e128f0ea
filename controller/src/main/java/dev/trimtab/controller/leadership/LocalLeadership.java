package dev.trimtab.controller.leadership;

import dev.trimtab.core.port.Leadership;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The only controller: leads as long as it holds a lock on a file, whose content is the last fence. Each start takes a
 * fence above it, on disk before it is used.
 */
public final class LocalLeadership implements Leadership {
    private final FileChannel file;
    private final FileLock lock;
    private final Path path;
    private final String identity;
    private final Duration lease;
    private long fence;
    private Optional<String> trouble = Optional.empty();

    private LocalLeadership(Path path, String identity, Duration lease, FileChannel file, FileLock lock, long fence) {
        this.path = path;
        this.identity = identity;
        this.lease = lease;
        this.file = file;
        this.lock = lock;
        this.fence = fence;
    }

    /**
     * Takes the lock.
     *
     * @param identity by which this controller is known
     * @param lease a lock does not run out; this is what writes may count on
     * @throws IOException when another controller holds it, or the file is no fence; the message is a sentence
     */
    public static LocalLeadership take(Path path, String identity, Duration lease) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = lock(file, path);
        long last = read(file, path);
        LocalLeadership leadership = new LocalLeadership(path, identity, lease, file, lock, last);
        leadership.store(last + 1);
        return leadership;
    }

    private static FileLock lock(FileChannel file, Path path) throws IOException {
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            file.close();
            throw new IOException("another controller in this process uses " + path, sameProcess);
        }
        if (lock == null) {
            file.close();
            throw new IOException("another controller uses " + path
                    + ": only one may lead with a local lock; stop it, or give this one a TRIMTAB_STATE of its own");
        }
        return lock;
    }

    private static long read(FileChannel file, Path path) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        file.read(bytes, 0);
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException nonsense) {
            file.close();
            throw new IOException(path + " should hold the last fence as a number and holds: " + text, nonsense);
        }
    }

    private void store(long next) throws IOException {
        // Always as many digits: overwritten in place, the file is never empty in between.
        file.write(ByteBuffer.wrap(String.format(Locale.ROOT, "%019d%n", next).getBytes(StandardCharsets.US_ASCII)), 0);
        file.force(true);
        fence = next;
    }

    @Override
    public synchronized Optional<Lease> lease() {
        return lock.isValid() ? Optional.of(new Lease(fence, lease)) : Optional.empty();
    }

    @Override
    public synchronized Optional<Lease> raiseAbove(long other) {
        if (!lock.isValid()) {
            return Optional.empty();
        }
        if (other >= fence) {
            try {
                store(other + 1);
                trouble = Optional.empty();
            } catch (IOException diskRefuses) {
                // A fence that is not on disk must not be used: we do not lead until it can be.
                trouble = Optional.of("a fence above " + other + " cannot be stored in " + path + ": " + diskRefuses);
                return Optional.empty();
            }
        }
        return lease();
    }

    @Override
    public synchronized Sight seen() {
        if (!lock.isValid()) {
            return new Sight(Optional.empty(), fence, "the lock on " + path + " was given back");
        }
        return new Sight(
                Optional.of(identity),
                fence,
                trouble.orElse(identity + " leads with fence " + fence + ": it holds the lock on " + path));
    }

    @Override
    public synchronized void close() {
        if (!file.isOpen()) {
            return;
        }
        try {
            lock.release();
            file.close();
        } catch (IOException alreadyGone) {
            throw new java.io.UncheckedIOException(alreadyGone);
        }
    }
}
