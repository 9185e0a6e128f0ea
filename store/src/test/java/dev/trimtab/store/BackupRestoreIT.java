package dev.trimtab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.contract.InterventionStoreContract;
import dev.trimtab.contract.PlanStoreContract;
import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.event.AuditLink;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.PlanStore.Memory;
import dev.trimtab.core.port.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup holds everything, goes into either kind of store, and never brings an older plan back over a newer one. */
class BackupRestoreIT {
    private static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    private static final SteeredName API = SteeredName.of("api.steer.example.com");
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static PostgresServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everything_goes_from_sqlite_to_postgresql_and_back() throws Exception {
        StoreAddress first = embedded("first");
        StoreAddress second = PostgresStoreIT.freshDatabase(server);
        StoreAddress third = embedded("third");
        fill(first);
        Backup.Counts counts = new Backup.Counts(2, 2, 1, 2);
        assertThat(Backup.write(first, file("one"), NOW)).isEqualTo(counts);
        assertThat(Restore.from(file("one"), second, false, NOW).restored()).isEqualTo(counts);
        assertThat(Backup.write(second, file("two"), NOW)).isEqualTo(counts);
        assertThat(Restore.from(file("two"), third, false, NOW).restored()).isEqualTo(counts);
        for (StoreAddress address : new StoreAddress[] {second, third}) {
            try (Store store = open(address)) {
                assertThat(store.plans().all())
                        .isEqualTo(Map.of(
                                WWW,
                                PlanStoreContract.memory(WWW, 3, 2, "b"),
                                API,
                                PlanStoreContract.memory(API, 3, 1, "a")));
                assertThat(store.plans().highestFence()).isEqualTo(3);
                assertThat(store.interventions().all())
                        .containsExactly(drain("drain-1"), drain("drain-2").endedAt(NOW));
                assertThat(store.decisions().of(WWW, 10)).singleElement().satisfies(entry -> {
                    assertThat(entry.sentence()).isEqualTo("because");
                    assertThat(entry.facts()).isEqualTo("{\"k\":\"v\"}");
                });
                assertThat(AuditLink.flaws(store.audit().chains())).isEmpty();
                // The chain goes on where it was.
                store.audit().append(new AuditEntry("e-3", NOW, "ops", "x", "y", "z"));
                assertThat(store.audit().chains().get("a")).hasSize(3);
                assertThat(AuditLink.flaws(store.audit().chains())).isEmpty();
            }
        }
    }

    @Test
    void a_store_that_holds_something_is_left_alone_unless_it_is_said() throws Exception {
        StoreAddress address = embedded("first");
        fill(address);
        Backup.write(address, file("one"), NOW);
        assertThatThrownBy(() -> Restore.from(file("one"), address, false, NOW))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("holds 7 rows already")
                .hasMessageContaining("--replace");
        // Said, it is no harm: everything is there already.
        assertThat(Restore.from(file("one"), address, true, NOW).restored().interventions())
                .isZero();
    }

    @Test
    void no_plan_comes_back_that_is_older_than_the_newest_generation_there_and_nothing_newer_is_lost()
            throws Exception {
        StoreAddress address = PostgresStoreIT.freshDatabase(server);
        fill(address);
        Backup.write(address, file("one"), NOW);
        try (Store store = open(address)) {
            store.plans().putAll(9, new TreeMap<>(Map.of(WWW, PlanStoreContract.memory(WWW, 9, 1, "newer"))));
            store.plans().remove(9, API);
            store.interventions().end("drain-1", NOW);
            store.interventions().put(drain("drain-3"));
            Restore.Result result = Restore.from(file("one"), address, true, NOW);
            assertThat(result.notes()).hasSize(2).allMatch(note -> note.contains("is left out"));
            assertThat(result.restored().plans()).isZero();
            // A controller that runs meanwhile sees what came back.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(store.plans().all())
                            .isEqualTo(Map.of(WWW, PlanStoreContract.memory(WWW, 9, 1, "newer"))));
            assertThat(store.interventions().all())
                    .extracting(Intervention::id)
                    .containsExactly("drain-1", "drain-2", "drain-3");
            assertThat(store.interventions().all().get(0).activeAt(NOW)).isFalse();
        }
    }

    @Test
    void a_backup_that_was_damaged_or_cut_is_not_used_at_all() throws Exception {
        StoreAddress address = embedded("first");
        fill(address);
        Backup.write(address, file("one"), NOW);
        byte[] whole = Files.readAllBytes(file("one"));
        StoreAddress fresh = embedded("fresh");
        for (int cut : new int[] {0, 1, 20, whole.length / 2, whole.length - 1}) {
            Files.write(file("cut"), Arrays.copyOf(whole, cut));
            assertThatThrownBy(() -> Restore.from(file("cut"), fresh, false, NOW))
                    .as("cut at %s of %s", cut, whole.length)
                    .isInstanceOf(IOException.class);
        }
        for (int at = 30; at < whole.length; at += 37) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file("damaged"), damaged);
            assertThatThrownBy(() -> Restore.from(file("damaged"), fresh, false, NOW))
                    .as("damaged at %s", at)
                    .isInstanceOf(IOException.class);
        }
        Files.writeString(file("other"), "no gzip at all");
        assertThatThrownBy(() -> Restore.from(file("other"), fresh, false, NOW)).isInstanceOf(IOException.class);
        assertThat(Files.exists(((StoreAddress.Embedded) fresh).file())).isFalse();
    }

    @Test
    void a_damaged_store_is_kept_aside_and_a_new_one_filled() throws Exception {
        StoreAddress.Embedded address = embedded("first");
        fill(address);
        Backup.write(address, file("one"), NOW);
        Files.write(address.file(), new byte[0]);
        assertThatThrownBy(() -> Restore.from(file("one"), address, false, NOW))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is empty");
        Restore.Result result = Restore.from(file("one"), address, true, NOW);
        assertThat(result.notes()).singleElement().asString().contains("it is kept as", ".damaged-");
        assertThat(result.restored().plans()).isEqualTo(2);
    }

    @Test
    void not_while_a_controller_runs_on_the_file_and_nothing_from_nothing() throws Exception {
        StoreAddress.Embedded address = embedded("first");
        assertThatThrownBy(() -> Backup.write(address, file("one"), NOW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no store to back up");
        assertThat(Files.exists(address.file())).isFalse();
        fill(address);
        Backup.write(address, file("one"), NOW);
        Path fence = address.file().resolveSibling("fence");
        try (FileChannel channel = FileChannel.open(fence, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> Restore.from(file("one"), address, true, NOW))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a controller runs on");
        }
    }

    private static void fill(StoreAddress address) throws IOException {
        Path state = Files.createTempDirectory("trimtab-fill-");
        try (Store store = Store.open(address, state, "a", () -> NOW, event -> {})) {
            store.plans()
                    .putAll(
                            3,
                            new TreeMap<SteeredName, Memory>(Map.of(
                                    WWW,
                                    PlanStoreContract.memory(WWW, 3, 2, "b"),
                                    API,
                                    PlanStoreContract.memory(API, 3, 1, "a"))));
            store.interventions().put(drain("drain-1"));
            store.interventions().put(drain("drain-2"));
            store.interventions().end("drain-2", NOW);
            store.audit().append(new AuditEntry("e-1", NOW, "ops", "x", "y", "z"));
            store.audit().append(new AuditEntry("e-2", NOW, "ops", "x", "y", "z"));
            store.decisions()
                    .accept(Event.of(Event.Type.DECISION_MADE, NOW, WWW, "because")
                            .with("k", "v"));
        } finally {
            for (String left : new String[] {"store-journal", "last-plans.json"}) {
                Files.deleteIfExists(state.resolve(left));
            }
            Files.delete(state);
        }
    }

    private Store open(StoreAddress address) {
        return Store.open(address, folder, "a", () -> NOW, event -> {});
    }

    private static Intervention.Drain drain(String id) {
        return InterventionStoreContract.drain(id, NOW.minusSeconds(60));
    }

    private StoreAddress.Embedded embedded(String name) throws IOException {
        return new StoreAddress.Embedded(
                Files.createDirectories(folder.resolve(name)).resolve("trimtab.db"));
    }

    private Path file(String name) {
        return folder.resolve(name + ".backup.gz");
    }
}
