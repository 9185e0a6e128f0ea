package dev.trimtab.store;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL keeps every contract, on a real server. */
class PostgresStoreIT {
    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static StoreAddress.Postgres freshDatabase(PostgresServer server) {
        String url = server.newDatabase();
        return new StoreAddress.Postgres(
                "127.0.0.1",
                server.port(),
                url.substring(url.lastIndexOf('/') + 1),
                PostgresServer.USER,
                server.passwordFile());
    }

    @Nested
    class Plans extends OpenStores.Plans {
        @TempDir
        Path folder;

        private final StoreAddress fresh = freshDatabase(server);

        @Override
        StoreAddress address() {
            return fresh;
        }

        @Override
        Path state() {
            return folder;
        }
    }

    @Nested
    class Wishes extends OpenStores.Wishes {
        @TempDir
        Path folder;

        private final StoreAddress fresh = freshDatabase(server);

        @Override
        StoreAddress address() {
            return fresh;
        }

        @Override
        Path state() {
            return folder;
        }
    }

    @Nested
    class Audits extends OpenStores.Audits {
        @TempDir
        Path folder;

        private final StoreAddress fresh = freshDatabase(server);

        @Override
        StoreAddress address() {
            return fresh;
        }

        @Override
        Path state() {
            return folder;
        }
    }
}
