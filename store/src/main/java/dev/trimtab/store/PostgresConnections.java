package dev.trimtab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** New connections to PostgreSQL, with the password as its file holds it at that moment, and bounded waits. */
public final class PostgresConnections extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private static final int CONNECT_S = 2;
    /** A server that is stopped or cut off silently is given up after this. */
    private static final int ANSWER_S = 3;

    private final transient StoreAddress.Postgres address;

    public PostgresConnections(StoreAddress.Postgres address) {
        this.address = address;
        setServerNames(new String[] {address.host()});
        setPortNumbers(new int[] {address.port()});
        setDatabaseName(address.database());
        setConnectTimeout(CONNECT_S);
        setLoginTimeout(CONNECT_S);
        setSocketTimeout(ANSWER_S);
        setCancelSignalTimeout(1);
        setTcpKeepAlive(true);
        setApplicationName("trimtab");
        // What a server echoes of a statement could hold what an operator wrote.
        setLogServerErrorDetail(false);
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return getConnection(
                    address.user(), Files.readString(address.passwordFile()).strip());
        } catch (IOException unreadable) {
            throw new SQLException(
                    "the password file " + address.passwordFile() + " cannot be read", "28000", unreadable);
        }
    }
}
