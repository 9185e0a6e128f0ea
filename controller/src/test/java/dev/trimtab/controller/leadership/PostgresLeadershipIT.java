package dev.trimtab.controller.leadership;

import dev.trimtab.contract.LeadershipContract;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.store.PostgresServer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Leadership by a row of a real PostgreSQL. */
class PostgresLeadershipIT extends LeadershipContract {
    private static Optional<PostgresServer> server = Optional.empty();

    @BeforeAll
    static void start() {
        server = Optional.of(PostgresServer.start());
    }

    @AfterAll
    static void stop() {
        server.ifPresent(PostgresServer::close);
    }

    @Override
    protected Arena arena() {
        LeaseTable table = LeaseTable.in(server.orElseThrow());
        return new ContestedArena() {
            @Override
            LeaseRecord way() {
                return table.way();
            }

            @Override
            public void loseRecord() {
                table.run("DELETE FROM leadership");
            }

            // The server's clock went the other way, as its rows see it.
            @Override
            public void jumpClocks(Duration by) {
                table.run("UPDATE leadership SET ends_ms = ends_ms - " + by.toMillis());
            }
        };
    }
}
