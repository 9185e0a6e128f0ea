package dev.trimtab.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.PlanStore.Memory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed in the middle of its work, several times over: what it acknowledged is there. That it is also there after
 * the machine loses power rests on the settings that the last two tests look at.
 */
class KilledAfterAcknowledgementIT {
    private static final int KILLS = 5;
    private static final int LINES = 80;

    @TempDir
    Path folder;

    @Test
    void the_embedded_store_keeps_every_acknowledged_plan_and_drain() throws Exception {
        keepsWhatItAcknowledged(new StoreAddress.Embedded(folder.resolve("trimtab.db")));
    }

    @Test
    void postgresql_keeps_every_acknowledged_plan_and_drain() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            keepsWhatItAcknowledged(PostgresStoreIT.freshDatabase(server));
        }
    }

    private void keepsWhatItAcknowledged(StoreAddress address) throws Exception {
        Set<String> drains = new HashSet<>();
        List<Long> plans = new ArrayList<>();
        long next = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            List<String> said = ChildJvm.killedAfter(ChildJvm.start("", folder, next, address), LINES + kill);
            assertThat(said).hasSizeGreaterThanOrEqualTo(LINES).noneMatch(line -> line.startsWith("refused"));
            for (String line : said) {
                String number = line.substring(line.indexOf(' ') + 1);
                if (line.startsWith("drain")) {
                    drains.add("drain-" + number);
                } else {
                    plans.add(Long.parseLong(number));
                    // What it was about when it was killed may be stored or not.
                    next = Long.parseLong(number) + 2;
                }
            }
            try (Store store = Store.open(address, folder, "looker", () -> Acknowledging.NOW, event -> {})) {
                assertThat(store.interventions().all())
                        .extracting(Intervention::id)
                        .containsAll(drains);
                SortedMap<SteeredName, Memory> all = store.plans().all();
                for (long plan : plans) {
                    assertThat(all.get(Acknowledging.name(plan)).generation().sequence())
                            .isGreaterThanOrEqualTo(plan);
                }
            }
        }
        assertThat(drains).hasSizeGreaterThanOrEqualTo(KILLS * LINES / 2 - KILLS);
    }

    @Test
    void the_embedded_store_syncs_before_a_commit_returns() {
        try (SqliteDatabase database = new SqliteDatabase(new StoreAddress.Embedded(folder.resolve("trimtab.db")))) {
            database.prepare();
            String settings = database.run(handle -> List.of("journal_mode", "synchronous").stream()
                    .map(pragma -> handle.createQuery("PRAGMA " + pragma)
                            .mapTo(String.class)
                            .one())
                    .collect(Collectors.joining(" ")));
            // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
            assertThat(settings).isEqualTo("wal 2");
        }
    }

    @Test
    void postgresql_syncs_before_a_commit_returns_also_where_the_server_is_set_not_to() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            StoreAddress.Postgres address = PostgresStoreIT.freshDatabase(server);
            try (var connection = server.connect(server.url(address.database()));
                    var sql = connection.createStatement()) {
                sql.execute("ALTER DATABASE " + address.database() + " SET synchronous_commit = off");
            }
            try (PostgresDatabase database = new PostgresDatabase(address)) {
                database.prepare();
                assertThat(database.<String>run(handle -> handle.createQuery("SHOW synchronous_commit")
                                .mapTo(String.class)
                                .one()))
                        .isEqualTo("on");
            }
        }
    }
}
