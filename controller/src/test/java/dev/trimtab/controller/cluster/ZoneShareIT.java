package dev.trimtab.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.trimtab.controller.publish.Providers;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.verify.Sighting;
import dev.trimtab.provider.resolve.DnsjavaResolver;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three controllers' zones over a real cluster, and what a stranger in it can do to them. Told by answers of the servers. */
@SuppressWarnings("NullAway.Init") // set before each test
final class ZoneShareIT {
    private static final ProviderId HERE = new ProviderId("here");
    private static final SteeredName WWW = SteeredName.of("www.here.example");
    private static final String OWNER = "00000000000000aa";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<InetSocketAddress> ports = new ArrayList<>();
    private final List<One> controllers = new ArrayList<>();
    private Path key;

    /** What a controller starts of all this, in its order. */
    private final class One implements AutoCloseable {
        private final Providers providers;
        private final ClusterMember member;
        private final ZoneShare share;
        private final Colleagues colleagues;

        One(int number, Path keys) throws IOException {
            Path mine = Files.createDirectories(folder.resolve("c" + number));
            List<Colleagues> known = new ArrayList<>();
            providers = new Providers(
                    vertx,
                    List.of(new InetSocketAddress("127.0.0.1", 0)),
                    mine,
                    InstantSource.system(),
                    () -> known.isEmpty() ? List.of() : known.get(0).servers());
            providers.take(spec());
            List<InetSocketAddress> others = new ArrayList<>(ports);
            others.remove(number);
            member = ClusterMember.start(new ClusterMember.Settings(
                    ports.get(number), others, "zones-" + ports.get(0).getPort()));
            ClusterMac mac = ClusterMac.read(keys);
            share = new ZoneShare(member, mac, OWNER, providers::zones);
            share.start();
            colleagues = new Colleagues(member, mac, providers::listening);
            known.add(colleagues);
            colleagues.start();
        }

        DnsProvider provider() {
            return providers.get().get(HERE);
        }

        String answer() {
            return new DnsjavaResolver().ask(providers.listening().get(0), WWW, RecordType.CNAME, TIMEOUT)
                            instanceof Sighting.Seen seen
                    ? seen.answer().toString()
                    : "none";
        }

        Optional<Generation> generation() {
            ReadResult.Read read = (ReadResult.Read) provider().read(WWW, TIMEOUT);
            return read.snapshot().mark().map(Mark::generation);
        }

        void write(long fence, long sequence, String cdn) {
            RecordSet wanted = new RecordSet(
                    WWW,
                    RecordType.CNAME,
                    Duration.ofSeconds(30),
                    List.of(new WeightedAnswer(
                            new CdnId(cdn), new Answer.Cname(new HostName(cdn + ".example.net")), 10_000)),
                    new Mark(OWNER, new Generation(fence, sequence)));
            ReadResult.Read read = (ReadResult.Read) provider().read(WWW, TIMEOUT);
            Proposal.Write write = (Proposal.Write) provider().plan(wanted, read.snapshot());
            assertThat(provider().apply(write.change(), TIMEOUT)).isInstanceOf(WriteResult.Accepted.class);
        }

        @Override
        public void close() {
            colleagues.close();
            share.close();
            member.close();
            providers.close();
        }
    }

    @BeforeEach
    void three_controllers() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                ports.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort()));
            }
        }
        key = folder.resolve("key");
        ClusterMac.alone(key);
        for (int i = 0; i < 3; i++) {
            controllers.add(new One(i, key));
        }
        await().atMost(PATIENCE).until(() -> controllers.stream().allMatch(one -> one.member.members() == 3));
    }

    @AfterEach
    void end() throws Exception {
        controllers.forEach(One::close);
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void all_serve_what_one_published_and_the_newest_in_the_end() {
        controllers.get(0).write(1, 1, "edge-a");
        awaitAll("edge-a");
        controllers.get(0).write(1, 2, "edge-b");
        awaitAll("edge-b");
        controllers.get(1).write(2, 1, "edge-a");
        awaitAll("edge-a");
    }

    @Test
    void a_controller_with_an_empty_disk_takes_the_plan_from_the_others_before_anybody_writes() throws IOException {
        controllers.get(0).write(1, 1, "edge-a");
        awaitAll("edge-a");
        controllers.remove(2).close();
        try (var files = Files.list(folder.resolve("c2"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        controllers.add(new One(2, key));
        awaitAll("edge-a");
    }

    @Test
    void each_knows_where_the_others_answer_so_that_verification_asks_them() {
        await().atMost(PATIENCE)
                .until(() -> controllers.stream()
                        .allMatch(one -> one.provider().authoritativeServers().size() == 3));
        controllers.remove(2).close();
        await().atMost(PATIENCE)
                .until(() -> controllers.stream()
                        .allMatch(one -> one.provider().authoritativeServers().size() == 2));
    }

    @Test
    void a_controller_with_another_key_is_not_believed_and_believes_nobody() throws IOException {
        controllers.get(0).write(1, 1, "edge-a");
        awaitAll("edge-a");
        controllers.remove(2).close();
        Path another = folder.resolve("another-key");
        ClusterMac.alone(another);
        One stranger = new One(2, another);
        stranger.write(9, 1, "edge-b");
        controllers.add(stranger);

        await().atMost(PATIENCE).until(() -> controllers.get(0).share.forged() > 1 && stranger.share.forged() > 1);
        assertThat(controllers.get(0).answer()).contains("edge-a");
        assertThat(controllers.get(1).answer()).contains("edge-a");
        assertThat(stranger.answer()).contains("edge-b");
    }

    @Test
    void keys_are_replaced_one_controller_after_another_without_a_moment_of_disbelief() throws IOException {
        controllers.get(0).write(1, 1, "edge-a");
        awaitAll("edge-a");
        Path fresh = folder.resolve("fresh");
        ClusterMac.alone(fresh);
        Path both = folder.resolve("both");
        Files.writeString(both, Files.readString(key) + Files.readString(fresh));
        Path turned = folder.resolve("turned");
        Files.writeString(turned, Files.readString(fresh) + Files.readString(key));

        controllers.remove(2).close();
        controllers.add(new One(2, both));
        controllers.get(0).write(1, 2, "edge-b");
        awaitAll("edge-b");
        controllers.remove(1).close();
        controllers.add(1, new One(1, both));
        controllers.remove(2).close();
        controllers.add(new One(2, turned));
        controllers.get(2).write(2, 1, "edge-a");
        await().atMost(PATIENCE).until(() -> controllers.get(1).answer().contains("edge-a"));
    }

    @Test
    void what_a_stranger_writes_or_destroys_is_never_served_and_mended_when_he_stops() {
        controllers.get(0).write(1, 1, "edge-a");
        awaitAll("edge-a");
        ClientConfig config =
                new ClientConfig().setClusterName("zones-" + ports.get(0).getPort());
        config.getNetworkConfig().addAddress("127.0.0.1:" + ports.get(0).getPort());
        config.setProperty("hazelcast.logging.type", "slf4j");
        HazelcastInstance stranger = HazelcastClient.newHazelcastClient(config);
        try {
            IMap<Object, Object> zones = stranger.getMap(ClusterMember.ZONES);
            Map<Object, Object> old = new HashMap<>();
            await().atMost(PATIENCE).until(() -> {
                old.clear();
                zones.entrySet().forEach(entry -> old.put(entry.getKey(), entry.getValue()));
                return !old.isEmpty();
            });
            controllers.get(0).write(1, 2, "edge-b");
            awaitAll("edge-b");
            // What was true once, in its own place, in another one, and what never was.
            for (int round = 0; round < 5; round++) {
                zones.putAll(old);
                for (int shard = 0; shard < ZoneShards.COUNT; shard++) {
                    zones.put("here/" + shard, old.values().iterator().next());
                    zones.put("here/" + shard, new byte[] {1, 2, 3});
                    zones.put("here/" + shard, "text");
                    zones.put("elsewhere/" + shard, 7L);
                }
                zones.destroy();
                assertThat(controllers)
                        .allSatisfy(one -> assertThat(one.answer()).contains("edge-b"));
                assertThat(controllers)
                        .allSatisfy(one -> assertThat(one.generation()).contains(new Generation(1, 2)));
            }
        } finally {
            stranger.shutdown();
        }
        controllers.get(0).write(1, 3, "edge-a");
        awaitAll("edge-a");
    }

    private void awaitAll(String cdn) {
        await().atMost(PATIENCE)
                .until(() -> controllers.stream().allMatch(one -> one.answer().contains(cdn)));
    }

    private static Spec spec() {
        TreeMap<ProviderId, ProviderSpec> providers = new TreeMap<>();
        providers.put(HERE, new ProviderSpec(HERE, "embedded", "here.example.", Optional.empty(), new TreeMap<>()));
        return new Spec(
                "digest",
                new TreeMap<>(),
                providers,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                new TreeMap<>(),
                new TreeMap<>());
    }
}
