package dev.trimtab.controller.leadership;

import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.store.PostgresConnections;
import dev.trimtab.store.PostgresServer;
import dev.trimtab.store.StoreAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A fresh database with the row that leaders are elected by, made by the store's own migration. */
record LeaseTable(PostgresServer server, String url) {
    static LeaseTable in(PostgresServer server) {
        LeaseTable table = new LeaseTable(server, server.newDatabase());
        try (var migration = LeaseTable.class.getResourceAsStream("/db/migration/V2__leadership.sql")) {
            table.run(new String(migration.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return table;
    }

    LeaseRecord way() {
        return at(server.port());
    }

    /** At a port where nobody listens: the lowest is nobody's here. */
    LeaseRecord nowhere() {
        return at(1);
    }

    private LeaseRecord at(int port) {
        StoreAddress.Postgres address = new StoreAddress.Postgres(
                "127.0.0.1", port, url.substring(url.lastIndexOf('/') + 1), PostgresServer.USER, server.passwordFile());
        return new PostgresLease(new PostgresConnections(address), address.where());
    }

    void run(String sql) {
        try (Connection connection = server.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
