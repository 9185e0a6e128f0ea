package dev.trimtab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.contract.InterventionStoreContract;
import dev.trimtab.contract.PlanStoreContract;
import dev.trimtab.core.event.AuditLink;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore.Memory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the store that no contract speaks of. */
class StorePartsTest {
    private static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    private static final SteeredName API = SteeredName.of("api.steer.example.com");
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    Path folder;

    // ---- address ----

    @Test
    void the_store_is_a_file_unless_it_is_said() {
        assertThat(StoreAddress.read("file", folder, "", ""))
                .isEqualTo(new StoreAddress.Reading.Good(new StoreAddress.Embedded(folder.resolve("trimtab.db"))));
    }

    @Test
    void postgresql_needs_a_role_and_a_password_file_and_all_problems_are_told_at_once() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "a-secret");
        assertThat(StoreAddress.read("postgresql://db.example:6432/trimtab", folder, "ctl", password.toString()))
                .isEqualTo(new StoreAddress.Reading.Good(
                        new StoreAddress.Postgres("db.example", 6432, "trimtab", "ctl", password)));
        assertThat(problems("postgresql://db.example", "", "")).hasSize(3);
        assertThat(problems(
                        "mysql://db.example/trimtab",
                        "ctl",
                        folder.resolve("absent").toString()))
                .hasSize(2);
    }

    @Test
    void a_password_in_the_address_is_refused_and_not_repeated() throws Exception {
        String password = Files.writeString(folder.resolve("password"), "x").toString();
        for (String store : List.of(
                "postgresql://ctl:hunter2@db/trimtab",
                "postgresql://db/trimtab?password=hunter2",
                "postgresql://db/hunter2:x^y")) {
            assertThat(problems(store, "ctl", password))
                    .singleElement()
                    .asString()
                    .doesNotContain("hunter2");
        }
    }

    private List<String> problems(String store, String user, String passwordFile) {
        return ((StoreAddress.Reading.Bad) StoreAddress.read(store, folder, user, passwordFile)).problems();
    }

    // ---- last plans ----

    @Test
    void the_copy_is_not_replaced_by_an_empty_read_nor_by_an_older_plan() {
        LastPlans copy = new LastPlans(folder.resolve("last-plans.json"));
        assertThat(copy.read()).isEmpty();
        assertThat(copy.keep(plans(3, 2, "b"), List.of())).isTrue();
        assertThat(copy.keep(plans(3, 2, "b"), List.of())).isFalse();
        assertThat(copy.keep(new TreeMap<>(), List.of())).isFalse();
        assertThat(copy.keep(plans(3, 1, "a"), List.of())).isFalse();
        assertThat(new LastPlans(folder.resolve("last-plans.json")).read().map(LastPlans.Copy::plans))
                .contains(plans(3, 2, "b"));
        assertThat(copy.keep(plans(4, 1, "c"), List.of(InterventionStoreContract.drain("drain-1", NOW))))
                .isTrue();
        assertThat(new LastPlans(folder.resolve("last-plans.json")).read())
                .contains(
                        new LastPlans.Copy(plans(4, 1, "c"), List.of(InterventionStoreContract.drain("drain-1", NOW))));
    }

    @Test
    void a_damaged_copy_is_not_believed() throws Exception {
        Path file = folder.resolve("last-plans.json");
        new LastPlans(file).keep(plans(3, 2, "b"), List.of());
        Files.writeString(file, Files.readString(file).replace("3.2", "9.9"));
        assertThat(new LastPlans(file).read()).isEmpty();
        Files.writeString(file, "{");
        assertThat(new LastPlans(file).read()).isEmpty();
    }

    // ---- what was there before ----

    @Test
    void the_files_of_before_are_taken_over_once() throws Exception {
        String www = MemoryJson.json(PlanStoreContract.memory(WWW, 7, 3, "a")).toString();
        Files.writeString(folder.resolve("plans.json"), "{\"" + WWW.value() + "\":" + www + "}");
        Files.writeString(
                folder.resolve("interventions.json"),
                "[" + WishJson.write(InterventionStoreContract.drain("drain-1", NOW)) + "]");
        try (Store store = open("a")) {
            assertThat(store.plans().all()).isEqualTo(plans(7, 3, "a"));
            assertThat(store.plans().highestFence()).isEqualTo(7);
            assertThat(store.interventions().all()).containsExactly(InterventionStoreContract.drain("drain-1", NOW));
            store.plans().putAll(8, plans(8, 1, "b"));
        }
        assertThat(folder.resolve("plans.json")).doesNotExist();
        assertThat(folder.resolve("plans.json.imported")).exists();
        try (Store store = open("a")) {
            assertThat(store.plans().all()).isEqualTo(plans(8, 1, "b"));
        }
    }

    @Test
    void files_of_before_that_cannot_be_read_stop_the_start() throws Exception {
        Files.writeString(folder.resolve("plans.json"), "{\"" + WWW.value() + "\":");
        assertThatThrownBy(() -> open("a"))
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("plans.json");
        assertThat(folder.resolve("plans.json")).exists();
    }

    // ---- decisions, audit ----

    @Test
    void decisions_are_kept_for_their_time_and_number() {
        SqliteDatabase database = new SqliteDatabase(new StoreAddress.Embedded(folder.resolve("trimtab.db")));
        try (database) {
            database.prepare();
            Decisions decisions = new Decisions(new Availability(database, () -> NOW, event -> {}), "a");
            decisions.accept(made(WWW, NOW.minus(Decisions.KEPT).minusSeconds(1), "too old"));
            decisions.accept(made(WWW, NOW.minus(Decisions.KEPT).plusSeconds(1), "old"));
            decisions.accept(Event.of(Event.Type.VERDICT_CHANGED, NOW, WWW, "no decision"));
            for (int i = 0; i < Decisions.PER_NAME + 5; i++) {
                decisions.accept(made(API, NOW.plusMillis(i), "number " + i));
            }
            decisions.flush();
            database.run(handle -> {
                Decisions.prune(handle, NOW);
                return true;
            });
            assertThat(decisions.of(WWW, 10))
                    .extracting(Decisions.Entry::sentence)
                    .containsExactly("old");
            assertThat(decisions.of(API, 10_000))
                    .hasSize(Decisions.PER_NAME)
                    .first()
                    .extracting(Decisions.Entry::sentence)
                    .isEqualTo("number " + (Decisions.PER_NAME + 4));
        }
    }

    @Test
    void a_change_of_leader_that_the_journal_tells_of_is_in_the_audit() {
        try (Store store = open("a")) {
            store.listener()
                    .accept(Event.of(Event.Type.LEADERSHIP_GAINED, NOW, "leads").with("fence", 12));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> store.audit().chains().containsKey("a"));
            AuditLink anchor = store.audit().chains().get("a").get(0);
            assertThat(anchor.entry().action()).isEqualTo("leadership.gained");
            assertThat(anchor.entry().subject()).isEqualTo("fence 12");
        }
    }

    private static Event made(SteeredName name, Instant at, String sentence) {
        return new Event(Event.Type.DECISION_MADE, at, Optional.of(name), sentence, new TreeMap<>());
    }

    private static SortedMap<SteeredName, Memory> plans(long fence, long sequence, String cdn) {
        return new TreeMap<>(Map.of(WWW, PlanStoreContract.memory(WWW, fence, sequence, cdn)));
    }

    private Store open(String controller) {
        return Store.open(
                new StoreAddress.Embedded(folder.resolve("trimtab.db")), folder, controller, () -> NOW, event -> {});
    }
}
