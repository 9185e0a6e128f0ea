package dev.trimtab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.contract.InterventionStoreContract;
import dev.trimtab.contract.PlanStoreContract;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore.Memory;
import dev.trimtab.core.port.StoreException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What disks do to the embedded store: each is named with its file and what to do, and nothing wrong is served. */
class DamagedFileIT {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name_the_file() {
        file = folder.resolve("trimtab.db");
    }

    @Test
    void a_full_disk_refuses_what_is_new_and_keeps_what_it_acknowledged() throws Exception {
        // The limit stands for the end of the disk: blocks of 512 bytes, for the file and its log alike.
        List<String> said = ChildJvm.killedAfter(
                ChildJvm.start("ulimit -f 6000;", folder, 1, new StoreAddress.Embedded(file)), Integer.MAX_VALUE);
        assertThat(said).hasSizeGreaterThan(10);
        assertThat(said.get(said.size() - 1)).startsWith("refused the").contains(file.toString(), "disk");
        long acknowledged =
                said.stream().filter(line -> line.startsWith("drain")).count();
        try (Store store = open()) {
            assertThat(store.interventions().all()).hasSizeBetween((int) acknowledged, (int) acknowledged + 1);
        }
    }

    @Test
    void a_full_disk_is_named_and_room_on_it_is_noticed() {
        try (SqliteDatabase database = new SqliteDatabase(new StoreAddress.Embedded(file))) {
            database.prepare();
            Availability availability = new Availability(database, () -> NOW, event -> {});
            SqlPlans plans = new SqlPlans(availability, database.where());
            TreeMap<SteeredName, Memory> many = new TreeMap<>();
            for (int i = 0; i < 200; i++) {
                SteeredName name = SteeredName.of("n" + i + ".steer.example.com");
                many.put(name, PlanStoreContract.memory(name, 1, 1, "a"));
            }
            // SQLite's own end of the disk: it answers SQLITE_FULL as for ENOSPC.
            database.run(handle -> handle.createQuery("PRAGMA max_page_count = 20")
                    .mapTo(Long.class)
                    .one());
            assertThatThrownBy(() -> plans.putAll(1, many))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the disk of the store " + file + " is full: free space on it");
            assertThat(plans.all()).isEmpty();
            assertThat(availability.state().up()).isFalse();
            database.run(handle -> handle.createQuery("PRAGMA max_page_count = 100000")
                    .mapTo(Long.class)
                    .one());
            assertThat(plans.putAll(1, many)).isEmpty();
            assertThat(plans.all()).hasSize(200);
            assertThat(availability.state().up()).isTrue();
        }
    }

    @Test
    void a_page_that_was_overwritten_is_found_before_anything_is_believed() throws Exception {
        fill(300);
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            long page = 4096;
            for (long at = raw.length() / page / 3; at < raw.length() / page * 2 / 3; at++) {
                raw.seek(at * page);
                raw.write("damaged by somebody, and long enough to count".getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertRefused("is damaged", "trimtab restore");
    }

    @Test
    void a_word_that_was_changed_inside_a_row_is_found_though_the_structure_is_whole() throws Exception {
        fill(300);
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        // Share of the CDN "a" in the plan of some name: 10000 becomes 90000.
        int at = text.indexOf("\"a\":10000", text.length() / 2);
        assertThat(at).isPositive();
        bytes[at + 4] = '9';
        Files.write(file, bytes);
        assertRefused("is damaged", "is not as it was stored", "trimtab restore");
    }

    @Test
    void a_file_that_is_empty_or_something_else_is_refused_and_left_alone() throws Exception {
        fill(1);
        Files.write(file, new byte[0]);
        assertRefused("is empty", "trimtab restore");
        assertThat(Files.size(file)).isZero();
        Files.writeString(file, "x".repeat(20_000));
        assertRefused("is damaged", "trimtab restore");
        assertThat(Files.size(file)).isEqualTo(20_000);
    }

    @Test
    void a_first_start_that_was_killed_half_way_does_not_stand_in_the_way() throws Exception {
        Files.writeString(folder.resolve("trimtab.db.new"), "half");
        try (Store store = open()) {
            assertThat(store.state().up()).isTrue();
        }
    }

    @Test
    void a_folder_that_nobody_may_write_is_named() throws Exception {
        fill(1);
        Path mounted = ReadOnlyFolder.of(folder);
        try {
            assertThatThrownBy(() -> Store.open(
                            new StoreAddress.Embedded(mounted.resolve("trimtab.db")), mounted, "a", () -> NOW, e -> {}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(mounted.resolve("trimtab.db").toString())
                    .hasMessageContaining("cannot be written")
                    .hasMessageContaining("writable for user");
        } finally {
            ReadOnlyFolder.undo(mounted);
        }
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts);
    }

    private Store open() {
        return Store.open(new StoreAddress.Embedded(file), folder, "a", () -> NOW, event -> {});
    }

    private void fill(int names) throws Exception {
        try (Store store = open()) {
            TreeMap<SteeredName, Memory> all = new TreeMap<>();
            for (int i = 0; i < names; i++) {
                SteeredName name = SteeredName.of("n" + i + ".steer.example.com");
                all.put(name, PlanStoreContract.memory(name, 1, 1, "a"));
            }
            store.plans().putAll(1, all);
            store.interventions().put(InterventionStoreContract.drain("drain-1", NOW));
        }
        // The log was taken into the file when the last connection closed.
        assertThat(Files.exists(folder.resolve("trimtab.db-wal"))).isFalse();
    }
}
