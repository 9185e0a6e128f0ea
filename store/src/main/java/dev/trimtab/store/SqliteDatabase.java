package dev.trimtab.store;

import dev.trimtab.core.port.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/**
 * SQLite in one file: write-ahead log, synced before a commit returns, one connection. The file comes into being whole, under
 * another name first: one that is there and empty has been damaged.
 */
final class SqliteDatabase extends Database {
    private static final int BUSY_MS = 3_000;

    private final Path file;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Connection connection;
    private @Nullable Jdbi jdbi;

    SqliteDatabase(StoreAddress.Embedded address) {
        this.file = address.file();
    }

    @Override
    String kind() {
        return "file";
    }

    @Override
    String where() {
        return "the store " + file;
    }

    @Override
    boolean prepared() {
        return jdbi != null;
    }

    @Override
    void prepare() {
        turn.lock();
        try {
            if (prepared()) {
                return;
            }
            mustBeWritable();
            if (!Files.exists(file)) {
                create();
            }
            if (Files.size(file) == 0) {
                throw StoreException.refused(
                        where() + " is empty, and it never is by itself: restore it from a backup (trimtab restore),"
                                + " or move it away to start without what it remembers",
                        new IOException("0 bytes"));
            }
            check();
            migrate(file);
            Connection opened = source(file).getConnection();
            connection = opened;
            jdbi = Jdbi.create(opened);
        } catch (SQLException failed) {
            throw failure(failed, false);
        } catch (IOException failed) {
            throw StoreException.refused(where() + " cannot be opened: " + failed, failed);
        } finally {
            turn.unlock();
        }
    }

    /** Root may write where the mode says nobody may; a disk that is mounted read-only refuses root too. */
    private void mustBeWritable() {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
            throw StoreException.refused(readOnly(), new IOException("not writable"));
        }
    }

    private String readOnly() {
        return where() + " cannot be written: its disk is read-only or belongs to somebody else; make "
                + file.toAbsolutePath().getParent() + " writable for user " + System.getProperty("user.name");
    }

    private void create() throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        for (String end : new String[] {"", "-wal", "-shm", "-journal"}) {
            Files.deleteIfExists(beside.resolveSibling(beside.getFileName() + end));
        }
        migrate(beside);
        try (FileChannel whole = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            whole.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** The structure of the whole file, before anything of it is believed. */
    private void check() throws SQLException {
        try (Connection looking = source(file).getConnection();
                Statement sql = looking.createStatement();
                ResultSet found = sql.executeQuery("PRAGMA quick_check(1)")) {
            String said = found.next() ? found.getString(1) : "no answer";
            if (!"ok".equals(said)) {
                throw StoreException.refused(damaged(said), new SQLException(said));
            }
        }
    }

    private String damaged(String how) {
        return where() + " is damaged (" + how
                + "): stop the controller, keep a copy of the file, and restore it from a"
                + " backup (trimtab restore), or move it and its -wal away to start without what it remembers";
    }

    private void migrate(Path which) {
        try {
            Flyway.configure().dataSource(source(which)).load().migrate();
        } catch (FlywayException failed) {
            throw failure(failed, false);
        }
    }

    private static SQLiteDataSource source(Path which) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_MS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + which);
        return source;
    }

    @Override
    <T> T run(Work<T> work) {
        turn.lock();
        try {
            Jdbi open = jdbi;
            if (open == null) {
                throw StoreException.refused(where() + " is not open", new IllegalStateException("not open"));
            }
            return transaction(open, work);
        } finally {
            turn.unlock();
        }
    }

    @Override
    String sentence(SQLException failure) {
        String code = failure instanceof SQLiteException sqlite
                ? sqlite.getResultCode().name()
                : String.valueOf(failure.getMessage());
        if (code.startsWith("SQLITE_FULL")) {
            return "the disk of " + where() + " is full: free space on it; nothing of this was stored";
        }
        if (code.startsWith("SQLITE_READONLY")
                || code.startsWith("SQLITE_CANTOPEN")
                || code.startsWith("SQLITE_PERM")) {
            return readOnly();
        }
        if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")) {
            return damaged(code);
        }
        if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
            return where() + " is in use by another process for more than " + BUSY_MS
                    + " ms: only one controller may use it";
        }
        if (code.startsWith("SQLITE_IOERR")) {
            return where() + " cannot be read or written (" + code
                    + "): look at the disk, its quota and its limits; nothing of this was stored";
        }
        return where() + " refuses: " + words(failure);
    }

    /** A commit that fails was taken back. */
    @Override
    boolean mayBeStored(SQLException failure) {
        return false;
    }

    @Override
    public void close() {
        turn.lock();
        try {
            Connection open = connection;
            connection = null;
            jdbi = null;
            if (open != null) {
                open.close();
            }
        } catch (SQLException failed) {
            throw new UncheckedIOException(new IOException(sentence(failed), failed));
        } finally {
            turn.unlock();
        }
    }
}
