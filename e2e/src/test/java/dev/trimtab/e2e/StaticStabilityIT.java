package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.trimtab.core.records.Generation;
import dev.trimtab.provider.server.PowerDnsServer;
import dev.trimtab.store.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is lost, users get the last good plan: from whoever is left, and from whoever starts with nothing around him. */
class StaticStabilityIT {
    private static final String PDNS_NAME = "www.pdns.example.";

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private PostgresServer postgres;

    @BeforeEach
    void a_database() {
        postgres = opened(PostgresServer.start());
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    @Test
    void the_last_controller_alive_answers_the_last_good_plan_and_never_another() throws Exception {
        AtomicInteger statusOfA = new AtomicInteger(200);
        SmallFleet fleet = opened(new SmallFleet(folder, 3, 1, 3, "-Xmx160m"));
        fleet.share(postgres);
        fleet.configuration().edges(edge(statusOfA), edge(new AtomicInteger(200)));
        fleet.configure();
        List<Integer> all = List.of(0, 1, 2);
        all.forEach(fleet::start);
        for (int agent : all) {
            fleet.startAgent(agent);
        }
        fleet.await(
                "all to serve both edges",
                () -> all.stream().allMatch(one -> fleet.serves(one, SmallFleet.EDGE_A, SmallFleet.EDGE_B)));
        statusOfA.set(500);
        fleet.await(
                "all to have left edge-a", () -> all.stream().allMatch(one -> fleet.serves(one, SmallFleet.EDGE_B)));
        int survivor = all.stream().filter(one -> !fleet.leads(one)).findFirst().orElseThrow();
        Generation plan = plan(fleet, survivor);

        try (Asker client = new Asker(List.of(fleet.dns(survivor)), SmallFleet.NAME)) {
            fleet.killAgents();
            all.stream().filter(one -> one != survivor).forEach(fleet::kill);
            postgres.kill();
            // Nobody is left to see it: what was decided stands.
            statusOfA.set(200);
            fleet.await(
                    "it to say that it is blind", () -> events(fleet, survivor).contains("\"blind\""));
            fleet.await("it to say what is away", () -> {
                String said = fleet.get(survivor, "/readyz");
                return said.contains("blind") && said.contains("PostgreSQL") && said.contains("No other controller");
            });
            long until = client.asked() + 200;
            fleet.await("more questions", () -> client.asked() > until);

            assertThat(client.unanswered()).isEmpty();
            assertThat(client.stepsBack()).isEmpty();
            assertThat(client.answers()).containsExactly(SmallFleet.EDGE_B);
            assertThat(plan(fleet, survivor)).isEqualTo(plan);
            assertThat(fleet.get(survivor, "/readyz")).contains("\"ready\":true");
            assertThat(events(fleet, survivor)).doesNotContain("write.accepted");
        }
    }

    @Test
    void one_that_starts_with_nothing_around_it_answers_from_its_disk_says_so_and_goes_on_by_itself() throws Exception {
        PowerDnsServer pdns = opened(PowerDnsServer.start("pdns.example."));
        Relay api = opened(
                new Relay(new InetSocketAddress(pdns.api().getHost(), pdns.api().getPort())));
        SmallFleet fleet = opened(new SmallFleet(folder, 2, 1, 3, "-Xmx160m"));
        fleet.share(postgres);
        Files.writeString(folder.resolve("pdns.key"), pdns.apiKey());
        fleet.configuration()
                .provider(
                        "pdns.example",
                        "{ name: pdns, type: powerdns, zone: pdns.example, url: \"http://127.0.0.1:%d\", credential: pdns, verify: [\"127.0.0.1:%d\"] }"
                                .formatted(api.port(), pdns.address().getPort()),
                        "pdns: { type: file, path: \"" + folder.resolve("pdns.key") + "\" }");
        fleet.configure();
        fleet.start(0);
        fleet.start(1);
        fleet.watch();
        fleet.await("everything to serve both", () -> serve(fleet, pdns, SmallFleet.EDGE_A, SmallFleet.EDGE_B));
        fleet.vantages().forEach(vantage -> vantage.seesBroken("edge-a"));
        fleet.await("everything to have left edge-a", () -> serve(fleet, pdns, SmallFleet.EDGE_B));
        fleet.await(
                "the store's copy to be on disk",
                () -> Files.exists(fleet.state(0).resolve("last-plans.json")));
        Generation plan = plan(fleet, 0);
        Generation planOfPdns = Asker.generation(pdns.address(), PDNS_NAME).orElseThrow();

        fleet.silence();
        fleet.kill(0);
        fleet.kill(1);
        postgres.kill();
        api.cut();
        fleet.start(0);
        isBlindAndServes(fleet, plan, List.of("blind", "PostgreSQL", "No other controller", "pdns"));

        // The same with a configuration that nobody can read.
        fleet.kill(0);
        Files.writeString(folder.resolve("trimtab.yaml"), "names: [");
        fleet.start(0);
        isBlindAndServes(fleet, plan, List.of("blind", "PostgreSQL", "No other controller", "pdns", "line "));
        assertThat(events(fleet, 0)).contains("config.rejected");
        assertThat(Asker.generation(pdns.address(), PDNS_NAME)).contains(planOfPdns);

        // Nobody restarts anything: what comes back is used.
        fleet.configure();
        postgres.boot();
        api.mend();
        fleet.watch();
        fleet.await("it to lead", () -> fleet.leads(0));
        fleet.await(
                "edge-a to be back",
                () -> fleet.serves(0, SmallFleet.EDGE_A, SmallFleet.EDGE_B)
                        && Sampler.answers(pdns.address(), PDNS_NAME)
                                .keySet()
                                .equals(Set.of(SmallFleet.EDGE_A, SmallFleet.EDGE_B)));
        assertThat(plan(fleet, 0)).isGreaterThan(plan);
        fleet.await(
                "it not to be blind any more", () -> !fleet.get(0, "/readyz").contains("blind"));
    }

    @Test
    void a_follower_that_no_cluster_reaches_serves_what_the_leader_publishes() throws Exception {
        SmallFleet fleet = opened(new SmallFleet(folder, 2, 1, 3, "-Xmx160m"));
        fleet.share(postgres);
        fleet.start(0);
        fleet.watch();
        fleet.await("the first to lead", () -> fleet.leads(0) && fleet.serves(0, SmallFleet.EDGE_A, SmallFleet.EDGE_B));
        // Another name of the cluster: they never meet in it, as when Hazelcast's port is closed between them.
        fleet.variable("TRIMTAB_CLUSTER_NAME", "apart");
        fleet.start(1);
        fleet.await("the second to serve it too", () -> fleet.serves(1, SmallFleet.EDGE_A, SmallFleet.EDGE_B));
        fleet.await("it to say that it is alone", () -> {
            String ready = fleet.get(1, "/readyz");
            return ready.contains("blind") && ready.contains("No other controller");
        });

        try (Asker client = new Asker(List.of(fleet.dns(1)), SmallFleet.NAME)) {
            fleet.vantages().forEach(vantage -> vantage.seesBroken("edge-a"));
            fleet.await(
                    "both to have left edge-a",
                    () -> fleet.serves(0, SmallFleet.EDGE_B) && fleet.serves(1, SmallFleet.EDGE_B));
            fleet.vantages().forEach(vantage -> vantage.seesMended("edge-a"));
            fleet.await(
                    "both to be back",
                    () -> fleet.serves(0, SmallFleet.EDGE_A, SmallFleet.EDGE_B)
                            && fleet.serves(1, SmallFleet.EDGE_A, SmallFleet.EDGE_B));
            assertThat(fleet.pin(1, "edge-a")).isPresent();
            fleet.await(
                    "an operator's word at the follower to go the whole way round",
                    () -> fleet.serves(0, SmallFleet.EDGE_A) && fleet.serves(1, SmallFleet.EDGE_A));
            assertThat(plan(fleet, 1)).isEqualTo(plan(fleet, 0));
            assertThat(client.stepsBack()).isEmpty();
            assertThat(client.unanswered()).isEmpty();
        }
        assertThat(events(fleet, 1)).doesNotContain("write.accepted");
    }

    /** The plan of before is answered, nothing is written, and what is away is said everywhere. */
    private static void isBlindAndServes(SmallFleet fleet, Generation plan, List<String> said) {
        fleet.await("it to answer its API", () -> fleet.get(0, "/readyz").contains("\"ready\":true"));
        try (Asker client = new Asker(List.of(fleet.dns(0)), SmallFleet.NAME)) {
            fleet.await("it to say what is away", () -> {
                String ready = fleet.get(0, "/readyz");
                return said.stream().allMatch(ready::contains);
            });
            fleet.await("the alarm", () -> events(fleet, 0).contains("\"blind\""));
            assertThat(fleet.json(0, "/v1/overview").path("summary").toString() + fleet.get(0, "/v1/overview"))
                    .contains("This controller is blind");
            long until = client.asked() + 50;
            fleet.await("more questions", () -> client.asked() > until);
            assertThat(client.unanswered()).isEmpty();
            assertThat(client.answers()).containsExactly(SmallFleet.EDGE_B);
        }
        assertThat(plan(fleet, 0)).isEqualTo(plan);
        assertThat(events(fleet, 0)).doesNotContain("write.accepted");
    }

    private static boolean serve(SmallFleet fleet, PowerDnsServer pdns, String... targets) {
        return fleet.serves(0, targets)
                && fleet.serves(1, targets)
                && Sampler.answers(pdns.address(), PDNS_NAME).keySet().equals(Set.of(targets));
    }

    private static Generation plan(SmallFleet fleet, int number) {
        return Asker.generation(fleet.dns(number), SmallFleet.NAME).orElseThrow();
    }

    private static String events(SmallFleet fleet, int number) {
        return fleet.get(number, "/v1/events?limit=500");
    }

    private int edge(AtomicInteger status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        byte[] page = "a page".getBytes(StandardCharsets.US_ASCII);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        opened(() -> server.stop(0));
        return server.getAddress().getPort();
    }
}
