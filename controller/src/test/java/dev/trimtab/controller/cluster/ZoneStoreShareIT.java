package dev.trimtab.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.provider.embedded.HeldSet;
import dev.trimtab.provider.embedded.ServedZone;
import dev.trimtab.store.PostgresServer;
import dev.trimtab.store.Store;
import dev.trimtab.store.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a zone that meet nowhere but in a real PostgreSQL; each turn is the test's own. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ZoneStoreShareIT {
    private static final ProviderId HERE = new ProviderId("here");
    private static final SteeredName WWW = SteeredName.of("www.here.example");
    private static final String OWNER = "00000000000000aa";

    @TempDir
    Path folder;

    private final List<Store> stores = new ArrayList<>();
    private PostgresServer server;
    private String database;
    private ClusterMac mac;
    private One leader;
    private One follower;

    /** A controller's zone and its way to the others. */
    private record One(ServedZone zone, ZoneStoreShare share) {
        void publish(long fence, long sequence, String target) throws IOException {
            HeldSet now = zone.held(WWW);
            zone.takeNewer(List.of(
                    new HeldSet(WWW, now.era(), now.revision() + 1, Optional.of(set(fence, sequence, target)))));
        }

        void retire() throws IOException {
            HeldSet now = zone.held(WWW);
            zone.takeNewer(List.of(new HeldSet(WWW, now.era() + 1, now.revision() + 1, Optional.empty())));
        }

        String target() {
            return zone.held(WWW)
                    .set()
                    .map(set -> set.answers().get(0).answer().toString())
                    .orElse("nothing");
        }
    }

    @BeforeEach
    void two_controllers() throws IOException {
        server = PostgresServer.start();
        database = server.newDatabase();
        mac = ClusterMac.alone(folder.resolve("cluster.key"));
        leader = one("leader");
        follower = one("follower");
    }

    @AfterEach
    void nothing_is_left() {
        stores.forEach(Store::close);
        server.close();
    }

    private One one(String name) throws IOException {
        Path state = Files.createDirectories(folder.resolve(name));
        String[] parts = database.split("/", -1);
        StoreAddress address = new StoreAddress.Postgres(
                "127.0.0.1", server.port(), parts[parts.length - 1], PostgresServer.USER, server.passwordFile());
        Store store = Store.open(address, state, name, InstantSource.system(), event -> {});
        stores.add(store);
        ServedZone zone = ServedZone.open(
                new ProviderSpec(HERE, "embedded", "here.example", Optional.empty(), new TreeMap<>()),
                state.resolve("here.json"),
                InstantSource.system());
        TreeMap<ProviderId, ServedZone> zones = new TreeMap<>(Map.of(HERE, zone));
        return new One(zone, new ZoneStoreShare(store.zoneCopies().orElseThrow(), mac, OWNER, () -> zones));
    }

    private static RecordSet set(long fence, long sequence, String target) {
        return new RecordSet(
                WWW,
                RecordType.CNAME,
                Duration.ofSeconds(5),
                List.of(new WeightedAnswer(new CdnId("edge"), new Answer.Cname(new HostName(target)), 10_000)),
                new Mark(OWNER, new Generation(fence, sequence)));
    }

    private void turns() {
        leader.share().turn();
        follower.share().turn();
        leader.share().turn();
        follower.share().turn();
    }

    @Test
    void a_follower_takes_what_the_leader_published_and_nothing_older() throws IOException {
        leader.publish(3, 1, "a.example.net");
        turns();
        assertThat(follower.target()).contains("a.example.net");

        leader.publish(3, 2, "b.example.net");
        turns();
        assertThat(follower.target()).contains("b.example.net");

        // A former leader with an old disk comes back: he takes the newer plan, and nobody his.
        One old = one("old");
        old.publish(2, 9, "old.example.net");
        old.share().turn();
        turns();
        assertThat(List.of(leader.target(), follower.target(), old.target()))
                .allMatch(target -> target.contains("b.example.net"));
    }

    @Test
    void what_was_retired_stays_retired() throws IOException {
        leader.publish(3, 1, "a.example.net");
        turns();
        leader.retire();
        turns();
        assertThat(follower.target()).isEqualTo("nothing");
        One old = one("old");
        old.publish(3, 1, "a.example.net");
        old.share().turn();
        turns();
        assertThat(old.target()).isEqualTo("nothing");
    }

    @Test
    void what_a_stranger_writes_is_not_served_and_is_written_over() throws Exception {
        leader.publish(3, 1, "a.example.net");
        turns();
        for (String forged : List.of("bm90IG91cnM=", "no Base64", "")) {
            try (Connection connection = server.connect(database);
                    Statement sql = connection.createStatement()) {
                assertThat(sql.executeUpdate("UPDATE zone_copy SET revision = revision + 1, body = '" + forged + "'"))
                        .isEqualTo(1);
            }
            turns();
            assertThat(follower.target()).contains("a.example.net");
            One fresh = one("fresh" + forged.length());
            fresh.share().turn();
            assertThat(fresh.target()).as("written over").contains("a.example.net");
        }
    }

    @Test
    void while_the_store_is_away_nothing_moves_and_afterwards_it_goes_on() throws IOException {
        leader.publish(3, 1, "a.example.net");
        turns();
        server.stop();
        leader.publish(3, 2, "b.example.net");
        turns();
        assertThat(follower.target()).contains("a.example.net");
        server.boot();
        org.awaitility.Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            turns();
            return follower.target().contains("b.example.net");
        });
    }
}
