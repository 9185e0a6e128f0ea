package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.HazelcastClientInstanceImpl;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.impl.protocol.codec.MCRunConsoleCommandCodec;
import com.hazelcast.client.impl.protocol.codec.MCRunScriptCodec;
import com.hazelcast.client.impl.protocol.codec.MCShutdownMemberCodec;
import com.hazelcast.client.impl.spi.impl.ClientInvocation;
import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.core.DistributedObject;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stock Hazelcast client that knows the cluster's name does its worst to a real controller. Its community edition cannot
 * keep him out. The controller may go blind: it writes nothing then, answers as before, lives on, and sees again when he is
 * gone.
 */
class HostileClientIT {
    private static final List<String> MAPS = List.of("reports", "assignments", "zones", "controllers");

    @TempDir
    Path folder;

    private SmallFleet fleet;
    private HazelcastInstance hostile;
    private AutoCloseable witness;
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    /** An object of a class that only he has. */
    private record Gadget(String payload) implements Serializable {
        @Serial
        private static final long serialVersionUID = 1;
    }

    @BeforeEach
    void a_controller_that_is_well() throws Exception {
        fleet = new SmallFleet(folder, 1, 1, 3, "-Xmx192m");
        fleet.start(0);
        fleet.watch();
        fleet.await("both to be served", () -> fleet.serves(0, SmallFleet.EDGE_A, SmallFleet.EDGE_B));
        ClientConfig config = new ClientConfig().setClusterName(fleet.clusterName());
        fleet.members().forEach(member -> config.getNetworkConfig().addAddress("127.0.0.1:" + member.getPort()));
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.client.invocation.timeout.seconds", "5");
        hostile = HazelcastClient.newHazelcastClient(config);
        witness = witness();
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        witness.close();
        hostile.getLifecycleService().terminate();
        fleet.close();
    }

    @Test
    void what_he_forges_and_destroys_moves_nothing() {
        Map<String, Map<Object, Object>> old = copied();
        String writes = writes();
        for (int round = 0; round < 20; round++) {
            forge(old);
            for (DistributedObject object : hostile.getDistributedObjects()) {
                object.destroy();
            }
        }
        assertThat(writes()).isEqualTo(writes);
        recovers();
    }

    @Test
    void what_he_stores_without_end_does_not_end_the_controller() {
        String writes = writes();
        byte[] kilobyte = new byte[1024];
        byte[] megabytes = new byte[8 << 20];
        for (int i = 0; i < 6_000; i++) {
            int number = i;
            attempt(() -> hostile.getMap(MAPS.get(number % 4)).setAsync("flood-" + number, kilobyte));
            if (i % 500 == 0) {
                attempt(() -> hostile.getMap("reports").set("huge-" + number, megabytes));
                attempt(() -> hostile.getMap("stranger-" + number).set("huge", megabytes));
                attempt(() -> hostile.getQueue("stranger").offer(megabytes));
                attempt(() -> hostile.getList("stranger").add(megabytes));
                attempt(() -> hostile.getMultiMap("stranger").put(number, megabytes));
                attempt(() -> hostile.getReplicatedMap("stranger").put(number, megabytes));
                attempt(() -> hostile.getRingbuffer("stranger").add(megabytes));
                assertThat(fleet.controller(0).alive()).isTrue();
            }
        }
        assertThat(writes()).isEqualTo(writes);
        recovers();
    }

    @Test
    void he_can_neither_run_anything_nor_end_the_member() {
        String writes = writes();
        for (IMap<Object, Object> map : MAPS.stream().map(hostile::getMap).toList()) {
            attempt(() -> map.lock("v0"));
            attempt(() -> map.addIndex(new IndexConfig(IndexType.HASH, "payload")));
        }
        HazelcastClientInstanceImpl client = ((HazelcastClientProxy) hostile).client;
        for (var order : List.of(
                MCRunScriptCodec.encodeRequest("javascript", "java.lang.Runtime.getRuntime().halt(7)"),
                MCRunConsoleCommandCodec.encodeRequest("", "help"),
                MCShutdownMemberCodec.encodeRequest())) {
            assertThat(new ClientInvocation(client, order, null).invokeUrgent())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("is not allowed for management task");
        }
        assertThat(writes()).isEqualTo(writes);
        recovers();
    }

    /** What was true once, what belongs elsewhere, what nobody signed, what nobody can read. */
    private void forge(Map<String, Map<Object, Object>> old) {
        for (String name : MAPS) {
            IMap<Object, Object> map = hostile.getMap(name);
            List<Object> values = List.copyOf(old.get(name).values());
            old.get(name).forEach((key, value) -> {
                attempt(() -> map.set(key, value));
                attempt(() -> map.set(key, values.get(0)));
                attempt(() -> map.set(key, values.get(values.size() - 1)));
                attempt(() -> map.set(key, new byte[0]));
                attempt(() -> map.set(key, new byte[] {2, 0, 1, 2, 3}));
                attempt(() -> map.set(key, new byte[5 << 20]));
                attempt(() -> map.set(key, "text"));
                attempt(() -> map.set(key, new Gadget("payload")));
            });
            attempt(() -> map.set(new Gadget("key"), 1L));
            attempt(() -> map.set("v9", values.get(0)));
        }
        for (String topic : List.of("suspicions", "suspicions-in")) {
            attempt(() -> hostile.getTopic(topic).publish(new byte[] {2, 3, 1}));
            attempt(() -> hostile.getTopic(topic).publish(new Gadget("message")));
        }
    }

    private Map<String, Map<Object, Object>> copied() {
        Map<String, Map<Object, Object>> copies = new HashMap<>();
        fleet.await("every map to hold something", () -> {
            MAPS.forEach(name -> copies.put(name, new HashMap<>(hostile.getMap(name))));
            return copies.values().stream().noneMatch(Map::isEmpty);
        });
        return copies;
    }

    private static void attempt(Runnable deed) {
        try {
            deed.run();
        } catch (HazelcastException | IllegalStateException refused) {
            // He does what he can.
        }
    }

    /** Plans that were written, which the mark in DNS and the counters of writes tell alike. */
    private String writes() {
        return fleet.get(0, "/metrics")
                .lines()
                .filter(line -> line.startsWith("trimtab_provider_requests_total"))
                .sorted()
                .toList()
                .toString();
    }

    /** He is gone: what the vantages see moves DNS again. */
    private void recovers() {
        hostile.getLifecycleService().terminate();
        fleet.vantages().forEach(vantage -> vantage.seesBroken("edge-a"));
        fleet.await("edge-a to be left", () -> fleet.serves(0, SmallFleet.EDGE_B));
        assertThat(wrong).isEmpty();
        String said = fleet.controller(0).output();
        for (String word : List.of("given up", "OutOfMemory", "started anew", "is emptied", "is not ours")) {
            System.out.printf(
                    "the controller said %s: %d times%n",
                    word, said.lines().filter(line -> line.contains(word)).count());
        }
        assertThat(fleet.controller(0).alive()).isTrue();
    }

    /** Asks all the time: each answer is one of the plan's, none is missing. */
    private AutoCloseable witness() {
        AtomicBoolean ends = new AtomicBoolean();
        Thread asking = Thread.ofVirtual().start(() -> {
            while (!ends.get()) {
                fleet.answers(0).keySet().stream()
                        .filter(answer ->
                                !List.of(SmallFleet.EDGE_A, SmallFleet.EDGE_B).contains(answer))
                        .forEach(wrong::add);
            }
        });
        return () -> {
            ends.set(true);
            asking.join();
        };
    }
}
