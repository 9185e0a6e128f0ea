package dev.trimtab.controller.leadership;

import dev.trimtab.core.port.LeaseRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A lease in a row of PostgreSQL. A change is one UPDATE on the row exactly as it was read, and who takes the lease of
 * another also waits for its end by the server's own time. It has a connection of its own, so that no other work stands
 * before a renewal.
 */
public final class PostgresLease implements LeaseRecord {
    /** A holder's end that lies further away than his lease lasts was written before the server's clock was set back. */
    private static final String REPLACE = """
            UPDATE leadership
               SET holder = ?, fence = ?, lease_ms = ?, turn = ?,
                   ends_ms = (extract(epoch FROM clock_timestamp()) * 1000)::bigint + ?
             WHERE id = 1 AND holder = ? AND fence = ? AND turn = ?
               AND (holder = ? OR holder = ''
                    OR ends_ms <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint
                    OR ends_ms > (extract(epoch FROM clock_timestamp()) * 1000)::bigint + lease_ms)
            """;

    private static final String INSERT = """
            INSERT INTO leadership (id, holder, fence, lease_ms, turn, ends_ms)
            VALUES (1, ?, ?, ?, ?, (extract(epoch FROM clock_timestamp()) * 1000)::bigint + ?)
            ON CONFLICT DO NOTHING
            """;

    /** A lease that a crash or a switch of servers can lose would be won twice; stricter settings of the server stay. */
    private static final String DURABLE =
            "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
                    + " WHEN 'off' THEN 'on' WHEN 'local' THEN 'on'"
                    + " ELSE current_setting('synchronous_commit') END, false)";

    private static final String READ = "SELECT holder, fence, lease_ms, turn FROM leadership WHERE id = 1";

    private final DataSource database;
    private final String where;
    private Optional<Connection> connection = Optional.empty();

    /**
     * @param database gives new connections, to a server that may be written
     * @param where for sentences: host and database, no password
     */
    public PostgresLease(DataSource database, String where) {
        this.database = database;
        this.where = where;
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    @Override
    public synchronized Reading read(Duration timeout) {
        try {
            return within(timeout, open -> {
                try (PreparedStatement select = open.prepareStatement(READ);
                        ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return new Reading.Found(Optional.empty(), ABSENT);
                    }
                    Held held = new Held(
                            row.getString(1), row.getLong(2), Duration.ofMillis(row.getLong(3)), row.getLong(4));
                    return new Reading.Found(Optional.of(held), version(held));
                }
            });
        } catch (SQLException failed) {
            return new Reading.Unreadable(sentence(failed));
        } catch (IllegalArgumentException notOurs) {
            return new Reading.Unreadable(this + ": " + notOurs.getMessage());
        }
    }

    @Override
    public synchronized Writing write(Held next, String from, Duration timeout) {
        try {
            int rows = within(timeout, open -> from.equals(ABSENT) ? insert(open, next) : replace(open, next, from));
            return rows == 1 ? new Writing.Written(version(next)) : new Writing.Conflict();
        } catch (SQLException failed) {
            return new Writing.Unknown(sentence(failed));
        }
    }

    private static int insert(Connection open, Held next) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement(INSERT)) {
            set(insert, next);
            return insert.executeUpdate();
        }
    }

    private static int replace(Connection open, Held next, String from) throws SQLException {
        String[] seen = from.split(" ", 3);
        try (PreparedStatement replace = open.prepareStatement(REPLACE)) {
            set(replace, next);
            replace.setLong(7, Long.parseLong(seen[0]));
            replace.setLong(8, Long.parseLong(seen[1]));
            replace.setString(6, seen[2]);
            // Who gives a lease back is its holder too.
            replace.setString(9, next.free() ? seen[2] : next.holder());
            return replace.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Held next) throws SQLException {
        statement.setString(1, next.holder());
        statement.setLong(2, next.fence());
        statement.setLong(3, next.lease().toMillis());
        statement.setLong(4, next.turn());
        statement.setLong(5, next.lease().toMillis());
    }

    private static String version(Held held) {
        return held.fence() + " " + held.turn() + " " + held.holder();
    }

    /** What failed once gets a new connection the next time: who knows what the old one still waits for. */
    private <T> T within(Duration timeout, Work<T> work) throws SQLException {
        try {
            Connection open = connection.isPresent() ? connection.get() : open();
            connection = Optional.of(open);
            open.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
            return work.in(open);
        } catch (SQLException failed) {
            drop(failed);
            throw failed;
        }
    }

    private Connection open() throws SQLException {
        Connection fresh = database.getConnection();
        try (Statement durable = fresh.createStatement()) {
            fresh.setAutoCommit(true);
            durable.execute(DURABLE);
            return fresh;
        } catch (SQLException failed) {
            fresh.close();
            throw failed;
        }
    }

    private void drop(SQLException because) {
        connection.ifPresent(old -> {
            try {
                old.close();
            } catch (SQLException gone) {
                because.addSuppressed(gone);
            }
        });
        connection = Optional.empty();
    }

    private String sentence(SQLException failed) {
        return this + ": " + failed.getMessage() + " (SQLSTATE " + failed.getSQLState() + ")";
    }

    @Override
    public String toString() {
        return "the row leadership of " + where;
    }

    @Override
    public synchronized void close() {
        SQLException ending = new SQLException("ending");
        drop(ending);
    }
}
