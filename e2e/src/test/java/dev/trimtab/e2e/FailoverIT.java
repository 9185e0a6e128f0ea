package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A failing edge moves the DNS answer: every fault, at every provider, and back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverIT {
    private static final String EDGE_A = "edge-a.example.net";
    private static final String EDGE_B = "edge-b.example.net";
    private static final List<String> BOTH_HOSTS = List.of(Installation.HOST, Installation.OTHER_HOST);

    private static Path folder;
    private static Installation installation;

    @BeforeAll
    static void everything_runs_and_is_healthy() throws IOException {
        folder = Files.createTempDirectory("trimtab-e2e");
        installation = new Installation(folder);
        healthy();
    }

    @AfterAll
    static void nothing_is_left() throws Exception {
        if (installation != null) {
            installation.close();
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    @Order(1)
    void every_fault_moves_every_answer_and_its_mend_moves_it_back() {
        Map<String, List<Long>> shiftMillis = new TreeMap<>();
        for (Fault fault : Fault.values()) {
            long broken = System.nanoTime();
            installation.edgeA.suffer(fault, BOTH_HOSTS);
            installation.edgeAForFra.suffer(fault, BOTH_HOSTS);
            Map<String, InetSocketAddress> waiting = new TreeMap<>(installation.names());
            await("all providers to leave " + EDGE_A + " for " + fault, () -> {
                waiting.entrySet().removeIf(name -> {
                    boolean left =
                            !Sampler.answers(name.getValue(), name.getKey()).containsKey(EDGE_A);
                    if (left) {
                        long millis = (System.nanoTime() - broken) / 1_000_000;
                        shiftMillis
                                .computeIfAbsent(name.getKey(), key -> new ArrayList<>())
                                .add(millis);
                    }
                    return left;
                });
                return waiting.isEmpty();
            });
            installation
                    .names()
                    .forEach((name, server) -> assertThat(Sampler.answers(server, name))
                            .as("%s in %s", name, fault)
                            .containsOnlyKeys(EDGE_B));
            installation.edgeA.mend();
            installation.edgeAForFra.mend();
            healthy();
        }
        shiftMillis.forEach((name, millis) -> System.out.printf(
                "shift of %s by fault %s: %s ms, median %d ms%n",
                name,
                List.of(Fault.values()),
                millis,
                millis.stream().sorted().toList().get(millis.size() / 2)));
    }

    @Test
    @Order(2)
    void a_return_at_a_weighted_provider_is_a_ramp_and_at_a_one_of_provider_one_jump() {
        assertThat(acceptedShares("www.here.example.")).contains("edge-a 1 %, edge-b 99 %");
        assertThat(acceptedShares("www.bind.example.")).isNotEmpty().allMatch(shares -> shares.endsWith(" 100 %"));
    }

    @Test
    @Order(3)
    void two_hosts_on_one_edge_fail_apart() {
        installation.edgeA.suffer(Fault.ERROR_500, List.of(Installation.OTHER_HOST));
        installation.edgeAForFra.suffer(Fault.ERROR_500, List.of(Installation.OTHER_HOST));

        await(
                "the other host's name to leave",
                () -> !Sampler.answers(installation.embeddedDns(), "api.here.example.")
                        .containsKey(EDGE_A));

        assertThat(Sampler.answers(installation.embeddedDns(), "www.here.example."))
                .containsKeys(EDGE_A, EDGE_B);
        installation.edgeA.mend();
        installation.edgeAForFra.mend();
        healthy();
    }

    @Test
    @Order(4)
    void one_failing_vantage_of_three_moves_nothing() {
        int writes = writes();
        installation.edgeAForFra.suffer(Fault.ERROR_500, BOTH_HOSTS);
        await(
                "fra to say that edge-a is unhealthy",
                () -> installation
                        .get("/v1/names/www.here.example./health")
                        .toString()
                        .contains("UNHEALTHY"));

        // Ten more rounds of looks of every vantage, seen by the totals of reports and not by a clock.
        long until = observed() + 10;
        await("ten more looks", () -> observed() >= until);

        assertThat(writes()).isEqualTo(writes);
        installation
                .names()
                .forEach((name, server) ->
                        assertThat(Sampler.answers(server, name)).as(name).containsKey(EDGE_A));
        installation.edgeAForFra.mend();
        healthy();
    }

    @Test
    @Order(5)
    void a_controller_that_was_killed_comes_back_where_it_was_and_the_other_servers_never_noticed() {
        installation.edgeA.suffer(Fault.ERROR_500, BOTH_HOSTS);
        installation.edgeAForFra.suffer(Fault.ERROR_500, BOTH_HOSTS);
        await(
                "all to leave",
                () -> installation.names().entrySet().stream()
                        .noneMatch(name ->
                                Sampler.answers(name.getValue(), name.getKey()).containsKey(EDGE_A)));

        installation.controller().kill();
        assertThat(Sampler.answers(installation.bind.address(), "www.bind.example."))
                .containsOnlyKeys(EDGE_B);
        assertThat(Sampler.answers(installation.powerDns.address(), "www.pdns.example."))
                .containsOnlyKeys(EDGE_B);
        installation.startController();
        await(
                "the embedded server to answer from its disk",
                () -> Sampler.answers(installation.embeddedDns(), "www.here.example.")
                        .keySet()
                        .equals(Set.of(EDGE_B)));

        installation.edgeA.mend();
        installation.edgeAForFra.mend();
        healthy();
    }

    @Test
    @Order(6)
    void when_all_agents_are_gone_the_answers_stand() {
        installation.agents.values().forEach(JavaProcess::kill);
        int writes = writes();
        installation.edgeA.suffer(Fault.ERROR_500, BOTH_HOSTS);

        await(
                "the alarm",
                () -> installation.get("/v1/events?limit=500").toString().contains("\"blind\""));

        assertThat(writes()).isEqualTo(writes);
        installation
                .names()
                .forEach((name, server) ->
                        assertThat(Sampler.answers(server, name)).as(name).containsKey(EDGE_A));
        assertThat(installation.controller().alive()).isTrue();
    }

    /** Every name holds its configured shares, and its server answers by them. */
    private static void healthy() {
        await("everything to be healthy", () -> {
            Map<String, Integer> held = new TreeMap<>();
            installation
                    .get("/v1/overview")
                    .path("names")
                    .forEach(name -> name.path("regions")
                            .path(0)
                            .path("targets")
                            .forEach(target -> {
                                if (target.path("cdn").asText().equals("edge-a")) {
                                    held.put(
                                            name.path("name").asText(),
                                            target.path("heldBp").asInt());
                                }
                            }));
            return held.size() == installation.names().size() + 1
                    && held.entrySet().stream()
                            .allMatch(name -> name.getValue() == (oneOf(name.getKey()) ? 10_000 : 5_000))
                    && installation.names().entrySet().stream()
                            .allMatch(name -> Sampler.answers(name.getValue(), name.getKey())
                                    .containsKey(EDGE_A));
        });
    }

    private static boolean oneOf(String name) {
        return name.contains("bind") || name.contains("knot");
    }

    private static List<String> acceptedShares(String name) {
        List<String> shares = new ArrayList<>();
        installation
                .get("/v1/events?limit=500&type=write.accepted")
                .path("items")
                .forEach(event -> {
                    if (event.toString().contains(name)) {
                        shares.add(event.path("facts").path("shares").asText());
                    }
                });
        return shares;
    }

    private static int writes() {
        return installation
                .get("/v1/events?limit=500&type=write.accepted")
                .path("items")
                .size();
    }

    /** Observations so far, by the number of rounds that the overview has told of. */
    private static long observed() {
        return Instant.parse(installation.get("/v1/overview").path("asOf").asText())
                .getEpochSecond();
    }

    private static void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(condition);
        } catch (ConditionTimeoutException never) {
            throw new AssertionError(
                    what + " did not come about; controller said:\n"
                            + tail(installation.controller().output()),
                    never);
        }
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 6_000));
    }
}
