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
import dev.trimtab.core.port.InterventionStore.Durability;
import dev.trimtab.core.port.PlanStore.Memory;
import dev.trimtab.core.port.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL goes away and comes back: killed, stopped in its tracks, and not there at the start. */
class PostgresOutageIT {
    private static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static PostgresServer server;

    private final OpenStores stores = new OpenStores();
    private final StoreAddress address = PostgresStoreIT.freshDatabase(server);

    @TempDir
    Path folder;

    @TempDir
    Path otherFolder;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void everythingIsAsBefore() {
        server.thaw();
        if (!server.answers()) {
            server.boot();
        }
        stores.close();
    }

    @Test
    void what_one_controller_stores_the_others_see_soon() {
        Store leader = stores.open(address, folder, "a", NOW);
        Store follower = stores.open(address, otherFolder, "b", NOW);
        leader.plans().putAll(3, www(3, 1, "x"));
        leader.interventions().put(drain("drain-1"));
        eventually().untilAsserted(() -> {
            assertThat(follower.plans().all()).isEqualTo(www(3, 1, "x"));
            assertThat(follower.plans().highestFence()).isEqualTo(3);
            assertThat(follower.interventions().all()).containsExactly(drain("drain-1"));
        });
        SortedMap<SteeredName, Memory> given = follower.plans().all();
        assertThat(follower.plans().all()).isSameAs(given);
        follower.interventions().end("drain-1", NOW);
        leader.plans().remove(3, WWW);
        eventually().untilAsserted(() -> {
            assertThat(follower.plans().all()).isEmpty();
            assertThat(leader.interventions().all()).singleElement().matches(one -> !one.activeAt(NOW));
        });
    }

    @Test
    void while_it_is_dead_reads_serve_the_last_and_writes_say_why_and_afterwards_all_is_well() {
        Store store = stores.open(address, folder, "a", NOW);
        store.plans().putAll(3, www(3, 1, "x"));
        store.interventions().put(drain("drain-1"));
        server.kill();
        assertThatThrownBy(() -> store.plans().putAll(3, www(3, 2, "y")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("PostgreSQL at 127.0.0.1:" + server.port())
                .hasMessageNotContaining(PostgresServer.PASSWORD);
        assertThat(store.state().up()).isFalse();
        assertThat(store.plans().all()).isEqualTo(www(3, 1, "x"));
        assertThat(store.interventions().all()).containsExactly(drain("drain-1"));
        assertThatThrownBy(() -> store.interventions().put(drain("drain-2"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.interventions().end("drain-1", NOW)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.audit().append(entry("e-1"))).isInstanceOf(StoreException.class);
        assertThat(store.failures()).isGreaterThanOrEqualTo(4);

        server.boot();
        eventually().until(() -> store.state().up());
        assertThat(store.plans().putAll(3, www(3, 2, "y"))).isEmpty();
        assertThat(stores.open(address, otherFolder, "b", NOW).plans().all()).isEqualTo(www(3, 2, "y"));
        assertThat(stores.events.stream().map(Event::type))
                .contains(Event.Type.STORE_LOST, Event.Type.STORE_RESTORED)
                .filteredOn(Event.Type.STORE_LOST::equals)
                .hasSize(1);
    }

    @Test
    void one_that_is_stopped_in_its_tracks_is_given_up_once_and_not_waited_for_again() {
        Store store = stores.open(address, folder, "a", NOW);
        store.plans().putAll(3, www(3, 1, "x"));
        server.freeze();
        assertThatThrownBy(() -> store.plans().putAll(3, www(3, 2, "y"))).isInstanceOf(StoreException.class);
        assertThat(store.state().up()).isFalse();
        // Known to be away: refused without a question to it, as often as the loop asks.
        for (int i = 0; i < 1_000; i++) {
            assertThatThrownBy(() -> store.plans().putAll(3, www(3, 2, "y")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("since");
        }
        server.thaw();
        eventually().until(() -> store.state().up());
        assertThat(store.plans().putAll(3, www(3, 3, "z"))).isEmpty();
        assertThat(store.plans().all()).isEqualTo(www(3, 3, "z"));
    }

    @Test
    void an_emergency_drain_is_in_force_at_once_outlives_the_process_and_is_handed_on_once() {
        Store store = stores.open(address, folder, "a", NOW);
        server.kill();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !store.state().up());
        assertThat(store.audit().appendUrgently(entry("drain-1 start"))).isEqualTo(Durability.LOCAL);
        assertThat(store.interventions().putUrgently(drain("drain-1"))).isEqualTo(Durability.LOCAL);
        assertThat(store.interventions().putUrgently(drain("drain-2"))).isEqualTo(Durability.LOCAL);
        assertThat(store.interventions().end("drain-2", NOW)).isPresent();
        assertThat(store.interventions().all()).contains(drain("drain-1"));
        assertThat(store.interventions().durability("drain-1")).isEqualTo(Durability.LOCAL);
        stores.close();

        Store again = stores.open(address, folder, "a", NOW);
        assertThat(again.interventions().all()).contains(drain("drain-1"));
        assertThat(again.interventions().durability("drain-1")).isEqualTo(Durability.LOCAL);

        server.boot();
        eventually().until(() -> again.interventions().durability("drain-1") == Durability.STORE);
        assertThat(again.interventions().all()).extracting(Intervention::id).containsExactly("drain-1", "drain-2");
        Store other = stores.open(address, otherFolder, "b", NOW);
        assertThat(other.interventions().all())
                .containsExactly(drain("drain-1"), drain("drain-2").endedAt(NOW));
        assertThat(other.audit().chains().get("a"))
                .extracting(AuditLink::entry)
                .containsExactly(entry("drain-1 start"));
    }

    @Test
    void a_journal_that_was_handed_on_and_not_emptied_changes_nothing_when_it_is_handed_on_again() throws Exception {
        Path journal = folder.resolve("store-journal");
        LocalJournal left = new LocalJournal(journal);
        left.audit(entry("drain-1 start"));
        left.put(drain("drain-1"));
        byte[] lines = Files.readAllBytes(journal);
        Store first = stores.open(address, folder, "a", NOW);
        eventually().until(() -> first.interventions().durability("drain-1") == Durability.STORE);
        first.interventions().end("drain-1", NOW);
        stores.close();
        assertThat(Files.size(journal)).isZero();

        Files.write(journal, lines);
        Store second = stores.open(address, folder, "a", NOW);
        eventually().until(() -> Files.size(journal) == 0);
        assertThat(second.interventions().all())
                .containsExactly(drain("drain-1").endedAt(NOW));
        assertThat(second.audit().chains().get("a")).hasSize(1);
    }

    @Test
    void a_torn_last_line_of_the_journal_was_not_acknowledged_and_a_damaged_one_stops_the_start() throws Exception {
        Path journal = folder.resolve("store-journal");
        LocalJournal left = new LocalJournal(journal);
        left.put(drain("drain-1"));
        Files.writeString(journal, "0123456789abcdef {\"do\":\"pu", StandardOpenOption.APPEND);
        assertThat(new LocalJournal(journal).wishes()).containsExactly(drain("drain-1"));
        String text = Files.readString(journal);
        Files.writeString(journal, text.replace("drain-1", "drain-9"));
        assertThatThrownBy(() -> stores.open(address, folder, "a", NOW))
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("store-journal")
                .hasMessageContaining("damaged");
    }

    @Test
    void a_controller_that_starts_without_it_goes_on_from_its_own_copy() {
        Store before = stores.open(address, folder, "a", NOW);
        before.plans().putAll(3, www(3, 1, "x"));
        before.interventions().put(drain("drain-1"));
        eventually()
                .until(() -> Files.exists(folder.resolve("last-plans.json"))
                        && new LastPlans(folder.resolve("last-plans.json"))
                                .read()
                                .filter(copy -> copy.interventions().size() == 1)
                                .isPresent());
        stores.close();
        server.kill();

        Store store = stores.open(address, folder, "a", NOW);
        assertThat(store.plans().all()).isEqualTo(www(3, 1, "x"));
        assertThat(store.plans().highestFence()).isEqualTo(3);
        assertThat(store.interventions().all()).containsExactly(drain("drain-1"));
        assertThat(store.state().up()).isFalse();
        server.boot();
        eventually().until(() -> store.state().up());
        assertThat(store.plans().putAll(4, www(4, 1, "y"))).isEmpty();
    }

    @Test
    void one_that_knows_nothing_at_all_is_frozen_until_the_store_has_spoken() {
        server.kill();
        Store store = stores.open(address, folder, "a", NOW);
        assertThat(store.plans().all()).isEmpty();
        assertThat(store.interventions().all()).singleElement().satisfies(one -> {
            assertThat(one).isInstanceOf(Intervention.Freeze.class);
            assertThat(one.activeAt(NOW)).isTrue();
            assertThat(one.claim().reason()).contains("has not been read since the start");
        });
        server.boot();
        eventually().until(() -> store.interventions().all().isEmpty());
    }

    private static SortedMap<SteeredName, Memory> www(long fence, long sequence, String cdn) {
        return new TreeMap<>(Map.of(WWW, PlanStoreContract.memory(WWW, fence, sequence, cdn)));
    }

    private static Intervention.Drain drain(String id) {
        return InterventionStoreContract.drain(id, NOW.minusSeconds(60));
    }

    private static AuditEntry entry(String id) {
        return new AuditEntry(id, NOW, "ops", "drain.start", "drain-1", "because");
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
    }
}
