package dev.trimtab.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.trimtab.core.port.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;

/** PostgreSQL through a small pool. No wait is longer than a few seconds, whatever the server or the network does. */
final class PostgresDatabase extends Database {
    private static final int OLDEST = 13;
    private static final int CONNECTIONS = 4;
    private static final int CONNECTED_WITHIN_MS = 2_000;
    /** A server that was "off" would acknowledge what a crash then loses; stricter settings of it stay. */
    private static final String DURABLE =
            "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
                    + " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";

    private final StoreAddress.Postgres address;
    private final PostgresConnections connections;
    private volatile HikariDataSource pool;
    private volatile Jdbi jdbi;
    private volatile boolean prepared;

    PostgresDatabase(StoreAddress.Postgres address) {
        this.address = address;
        this.connections = new PostgresConnections(address);
        this.pool = pool();
        this.jdbi = Jdbi.create(pool);
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("trimtab-store");
        config.setDataSource(connections);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTED_WITHIN_MS);
        config.setValidationTimeout(1_000);
        config.setConnectionInitSql(DURABLE);
        // A controller starts without its store.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** A pool that has failed for a while tries less and less often, up to ten seconds apart: a new one does not know that. */
    @Override
    void revive() {
        try (Connection there = connections.getConnection()) {
            there.isValid(1);
        } catch (SQLException stillAway) {
            throw failure(stillAway, false);
        }
        HikariDataSource old = pool;
        HikariDataSource next = pool();
        jdbi = Jdbi.create(next);
        pool = next;
        old.close();
    }

    @Override
    String kind() {
        return "postgresql";
    }

    @Override
    String where() {
        return address.where();
    }

    @Override
    boolean prepared() {
        return prepared;
    }

    @Override
    synchronized void prepare() {
        if (prepared) {
            return;
        }
        try {
            mustFit();
            Flyway.configure().dataSource(pool).load().migrate();
            prepared = true;
        } catch (SQLException | FlywayException failed) {
            throw failure(failed, false);
        }
    }

    private void mustFit() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement sql = connection.createStatement();
                ResultSet found = sql.executeQuery("SELECT current_setting('server_version_num')::int / 10000,"
                        + " pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'")) {
            found.next();
            if (found.getInt(1) < OLDEST) {
                throw StoreException.refused(
                        where() + " is version " + found.getInt(1) + ": " + OLDEST + " or newer is needed",
                        new SQLException("too old"));
            }
            if (found.getBoolean(2)) {
                throw StoreException.refused(
                        where() + " takes no writes (a standby, or read-only): TRIMTAB_STORE must lead to the primary",
                        new SQLException("read-only"));
            }
        }
    }

    @Override
    <T> T run(Work<T> work) {
        if (!prepared) {
            throw StoreException.refused(
                    where() + " has not been reached since the start", new IllegalStateException("not reached"));
        }
        return transaction(jdbi, work);
    }

    @Override
    String sentence(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.startsWith("28")) {
            return where() + " refuses user " + address.user() + ": look at TRIMTAB_STORE_USER and the file "
                    + address.passwordFile();
        }
        if (state.startsWith("53")) {
            return where() + " has no room (" + failure.getMessage() + "): look at its disk and its max_connections";
        }
        if (state.startsWith("25006")) {
            return where() + " takes no writes (a standby, or read-only): TRIMTAB_STORE must lead to the primary";
        }
        return where() + " cannot be used: " + words(failure);
    }

    @Override
    boolean mayBeStored(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return state.isEmpty() || state.startsWith("08") || state.startsWith("57");
    }

    @Override
    public void close() {
        pool.close();
    }
}
