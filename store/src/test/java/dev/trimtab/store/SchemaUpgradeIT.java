package dev.trimtab.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.AuditLink;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.PlanStore.Memory;
import dev.trimtab.core.records.Generation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/**
 * A store of every schema that was ever released opens, and says what it said. Whoever adds a migration adds what the schema
 * before it held to {@code released/}, and a test here.
 */
class SchemaUpgradeIT {
    private static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    private static final Instant NOW = Instant.parse("2026-11-25T10:30:00Z");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void sqlite_from_every_schema(String version) throws Exception {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("trimtab.db"));
        leave(source, version);
        says(new StoreAddress.Embedded(folder.resolve("trimtab.db")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void postgresql_from_every_schema(String version) throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            StoreAddress.Postgres address = PostgresStoreIT.freshDatabase(server);
            leave(new PostgresConnections(address), version);
            says(address);
        }
    }

    private static void leave(DataSource source, String version) throws SQLException, IOException {
        Flyway.configure().dataSource(source).target(version).load().migrate();
        String held;
        try (var resource = SchemaUpgradeIT.class.getResourceAsStream("/released/v" + version + ".sql")) {
            held = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement()) {
            for (String line : held.split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("--")) {
                    assertThat(sql.executeUpdate(line)).isEqualTo(1);
                }
            }
        }
    }

    private void says(StoreAddress address) {
        try (Store store = Store.open(address, folder, "looker", () -> NOW, event -> {})) {
            assertThat(store.plans().highestFence()).isEqualTo(5);
            assertThat(store.plans().all()).containsOnlyKeys(WWW);
            Memory memory = store.plans().all().get(WWW);
            assertThat(memory.generation()).isEqualTo(new Generation(5, 7));
            assertThat(memory.publication()
                            .orElseThrow()
                            .plan()
                            .in(RegionId.DEFAULT)
                            .of(new CdnId("east")))
                    .isEqualTo(10_000);
            assertThat(memory.places().of(RegionId.DEFAULT, new CdnId("west")).standing())
                    .isInstanceOf(Standing.Out.class);
            assertThat(store.interventions().all()).singleElement().satisfies(one -> {
                assertThat(one.id()).isEqualTo("drain-1");
                assertThat(one.activeAt(NOW)).isTrue();
            });
            assertThat(store.decisions().of(WWW, 10))
                    .extracting(Decisions.Entry::sentence)
                    .containsExactly("west is out");
            assertThat(store.audit().chains().get("ctl-1")).hasSize(1);
            assertThat(AuditLink.flaws(store.audit().chains())).isEmpty();
        }
    }
}
