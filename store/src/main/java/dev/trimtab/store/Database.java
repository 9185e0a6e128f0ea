package dev.trimtab.store;

import dev.trimtab.core.port.StoreException;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A database with our schema. Every use is one transaction that is durable when it returns; what goes wrong is a sentence.
 * Safe for several threads.
 */
public abstract class Database implements AutoCloseable {
    /** What is done in one transaction. */
    interface Work<T> {
        T in(Handle handle);
    }

    static Database of(StoreAddress address) {
        return switch (address) {
            case StoreAddress.Embedded embedded -> new SqliteDatabase(embedded);
            case StoreAddress.Postgres postgres -> new PostgresDatabase(postgres);
        };
    }

    /** {@code file} or {@code postgresql}. */
    abstract String kind();

    abstract String where();

    /** Connects and brings the schema up to date, once; does nothing afterwards. */
    abstract void prepare();

    abstract boolean prepared();

    /** Asks whether one that was away is back, and begins anew with it; for one thread. */
    void revive() {
        // Most are there or not, and nothing of the past is in their way.
    }

    /** Runs it; the connection is had within a bounded time and lost within a bounded time. */
    abstract <T> T run(Work<T> work);

    /** What a failure of this database means and what to do. */
    abstract String sentence(SQLException failure);

    /** Whether a transaction whose last word failed so may have been stored. */
    abstract boolean mayBeStored(SQLException failure);

    /** What a driver says, and what it says that behind it stands. */
    static String words(SQLException failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }

    @Override
    public abstract void close();

    /** @param jdbi gives connections that do not commit by themselves */
    final <T> T transaction(Jdbi jdbi, Work<T> work) {
        boolean[] saidAll = {false};
        try {
            return jdbi.inTransaction(handle -> {
                T result = work.in(handle);
                saidAll[0] = true;
                return result;
            });
        } catch (JdbiException failed) {
            throw failure(failed, saidAll[0]);
        }
    }

    final StoreException failure(Exception failed, boolean atTheEnd) {
        // The deepest one knows most; the outer ones say that something failed.
        Optional<SQLException> deepest = Optional.empty();
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                deepest = Optional.of(sql);
            }
        }
        if (deepest.isPresent()) {
            String sentence = sentence(deepest.get());
            return atTheEnd && mayBeStored(deepest.get())
                    ? StoreException.inDoubt(
                            sentence + ". It may have been stored all the same: look before you try again", failed)
                    : StoreException.refused(sentence, failed);
        }
        return StoreException.refused(where() + " cannot be used: " + failed.getMessage(), failed);
    }
}
