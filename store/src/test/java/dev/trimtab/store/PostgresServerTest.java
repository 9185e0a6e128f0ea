package dev.trimtab.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The server that other tests rest on: what it acknowledged is there after a kill, and nothing of it is left behind. */
class PostgresServerTest {
    @Test
    void keeps_what_it_acknowledged_through_a_kill_and_leaves_nothing_behind() throws Exception {
        Path folder;
        try (PostgresServer server = PostgresServer.start()) {
            folder = server.passwordFile().getParent();
            String database = server.newDatabase();
            try (Connection connection = server.connect(database);
                    Statement sql = connection.createStatement()) {
                sql.execute("CREATE TABLE kept (what TEXT)");
                sql.execute("INSERT INTO kept VALUES ('this')");
            }
            server.kill();
            assertThat(server.answers()).isFalse();
            server.boot();
            try (Connection connection = server.connect(database);
                    Statement sql = connection.createStatement();
                    ResultSet found = sql.executeQuery("SELECT what FROM kept")) {
                assertThat(found.next()).isTrue();
                assertThat(found.getString(1)).isEqualTo("this");
            }
            server.stop();
            assertThat(server.answers()).isFalse();
        }
        assertThat(Files.exists(folder)).isFalse();
    }
}
