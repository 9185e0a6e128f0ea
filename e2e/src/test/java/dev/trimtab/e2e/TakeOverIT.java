package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trimtab.core.records.Generation;
import dev.trimtab.store.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three controllers, PostgreSQL for store and lease (5 s): the leader is killed, and all are restarted one after another.
 * How long that takes is told and not judged: {@code -Dtrimtab.kills=20} makes the figure better.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TakeOverIT {
    private static final int KILLS = Integer.getInteger("trimtab.kills", 3);
    private static final List<Integer> ALL = List.of(0, 1, 2);

    @TempDir
    static Path folder;

    private static PostgresServer postgres;
    private static SmallFleet fleet;

    @BeforeAll
    static void three_controllers() throws Exception {
        postgres = PostgresServer.start();
        fleet = new SmallFleet(folder, 3, 2, 3, "-Xmx160m");
        fleet.share(postgres);
        ALL.forEach(fleet::start);
        fleet.watch();
        fleet.await(
                "all to serve both",
                () -> ALL.stream().allMatch(one -> fleet.serves(one, SmallFleet.EDGE_A, SmallFleet.EDGE_B)));
        settled();
    }

    @AfterAll
    static void nothing_is_left() {
        if (fleet != null) {
            fleet.close();
        }
        postgres.close();
    }

    @Test
    @Order(1)
    void when_the_leader_is_killed_another_writes_with_a_higher_fence_and_no_question_stays_unanswered() {
        List<Long> millis = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            int leader = leader().orElseThrow();
            List<Integer> others = ALL.stream().filter(one -> one != leader).toList();
            String target = kill % 2 == 0 ? "edge-a" : "edge-b";
            String answer = kill % 2 == 0 ? SmallFleet.EDGE_A : SmallFleet.EDGE_B;
            Generation before = plan(others.get(0));
            try (Asker client = new Asker(others.stream().map(fleet::dns).toList(), SmallFleet.NAME)) {
                long killed = System.nanoTime();
                fleet.kill(leader);
                fleet.await(
                        "a follower to take the pin",
                        () -> fleet.pin(others.get(0), target).isPresent());
                fleet.await(
                        "the next write",
                        () -> others.stream().anyMatch(one -> plan(one).compareTo(before) > 0));
                millis.add((System.nanoTime() - killed) / 1_000_000);
                fleet.await("both to serve it", () -> others.stream().allMatch(one -> fleet.serves(one, answer)));

                assertThat(plan(others.get(0)).fence()).isGreaterThan(before.fence());
                assertThat(client.unanswered()).isEmpty();
                assertThat(client.stepsBack()).isEmpty();
            }
            fleet.start(leader);
            settled();
        }
        System.out.printf(
                "leader killed, lease 5 s: ms from the kill to the next write, accepted and answered: %s, median %d%n",
                millis, millis.stream().sorted().toList().get(millis.size() / 2));
    }

    @Test
    @Order(2)
    void a_rolling_restart_loses_no_intervention_and_leaves_no_question_unanswered() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger turn = new AtomicInteger();
        ScheduledExecutorService operator = Executors.newSingleThreadScheduledExecutor();
        try (Asker client = new Asker(ALL.stream().map(fleet::dns).toList(), SmallFleet.NAME)) {
            operator.scheduleAtFixedRate(
                    () -> freeze(turn.getAndIncrement() % ALL.size()).ifPresent(acknowledged::add),
                    0,
                    500,
                    TimeUnit.MILLISECONDS);
            for (int one : ALL) {
                fleet.end(one);
                fleet.start(one);
                settled();
            }
            operator.shutdown();
            assertThat(operator.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

            assertThat(acknowledged).hasSizeGreaterThan(10);
            for (int one : ALL) {
                Set<String> missing = new TreeSet<>(acknowledged);
                fleet.await("controller " + one + " to know all", () -> {
                    fleet.json(one, "/v1/freezes")
                            .path("items")
                            .forEach(item -> missing.remove(item.path("id").asText()));
                    return missing.isEmpty();
                });
            }
            assertThat(client.asked()).isGreaterThan(100);
            assertThat(client.unanswered()).isEmpty();
            assertThat(client.stepsBack()).isEmpty();
            System.out.printf(
                    "rolling restart of three: %d questions answered, %d interventions acknowledged and kept%n",
                    client.asked(), acknowledged.size());
        } finally {
            operator.shutdownNow();
        }
    }

    private static Optional<String> freeze(int number) {
        JsonNode answer = fleet.post(
                number, "/v1/freezes", "{\"name\":\"n1.here.example.\",\"ttl\":\"1h\",\"reason\":\"a test\"}");
        return Optional.of(answer.path("id").asText()).filter(id -> !id.isEmpty());
    }

    /** All run, know one leader, and answer the same plan. */
    private static void settled() {
        fleet.await(
                "all to be settled",
                () -> leader().isPresent()
                        && ALL.stream()
                                .map(fleet::leader)
                                .distinct()
                                .toList()
                                .equals(List.of(SmallFleet.identity(leader().orElseThrow())))
                        && ALL.stream().map(TakeOverIT::plan).distinct().count() == 1
                        && !plan(0).equals(Generation.NONE));
    }

    private static Optional<Integer> leader() {
        return ALL.stream().filter(fleet::leads).findFirst();
    }

    private static Generation plan(int number) {
        return Asker.generation(fleet.dns(number), SmallFleet.NAME).orElse(Generation.NONE);
    }
}
