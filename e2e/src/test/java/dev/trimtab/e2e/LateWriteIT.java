package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.records.Generation;
import dev.trimtab.provider.server.PowerDnsServer;
import dev.trimtab.store.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PowerDNS has no compare-and-set. A leader is stopped with a write on its way; another one leads and writes; then the old
 * write arrives, over the newer plan. It cannot be prevented there: it is found, repaired, told and counted (R19).
 */
class LateWriteIT {
    private static final String NAME = "www.pdns.example.";

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void a_late_write_of_a_stopped_leader_is_found_repaired_told_and_counted() throws Exception {
        PostgresServer postgres = opened(PostgresServer.start());
        PowerDnsServer pdns = opened(PowerDnsServer.start("pdns.example."));
        HeldWrites network = opened(new HeldWrites(pdns.api()));
        SmallFleet fleet = opened(new SmallFleet(folder, 2, 1, 3, "-Xmx160m"));
        fleet.share(postgres);
        Files.writeString(folder.resolve("pdns.key"), pdns.apiKey());
        fleet.configuration()
                .provider(
                        "pdns.example",
                        "{ name: pdns, type: powerdns, zone: pdns.example, url: \"http://127.0.0.1:%d\", credential: pdns, verify: [\"127.0.0.1:%d\"] }"
                                .formatted(network.port(), pdns.address().getPort()),
                        "pdns: { type: file, path: \"" + folder.resolve("pdns.key") + "\" }");
        fleet.configure();
        fleet.start(0);
        fleet.watch();
        fleet.await("the first to lead", () -> fleet.leads(0));
        fleet.start(1);
        fleet.await("both edges to be served", () -> serves(pdns, SmallFleet.EDGE_A, SmallFleet.EDGE_B));
        fleet.await("the second to follow", () -> fleet.leader(1).equals(SmallFleet.identity(0)));

        network.holdNext(NAME);
        assertThat(fleet.pin(0, NAME, "edge-a")).isPresent();
        fleet.await("the write to be on its way", network::holds);
        JavaProcess first = fleet.controller(0);
        first.signal("STOP");
        try {
            fleet.await("the second to lead", () -> fleet.leads(1));
            assertThat(fleet.pin(1, NAME, "edge-b")).isPresent();
            fleet.await("the second to write", () -> serves(pdns, SmallFleet.EDGE_B));
            Generation newer = plan(pdns);
            assertThat(stale(fleet)).isFalse();

            assertThat(network.letGo()).as("PowerDNS takes the late write").isBetween(200, 299);
            fleet.await(
                    "it to be repaired, told and counted",
                    () -> stale(fleet)
                            && fleet.get(1, "/v1/events?limit=500&type=write.*").contains("write.stale-repaired"));
            assertThat(serves(pdns, SmallFleet.EDGE_B)).isTrue();
            assertThat(plan(pdns)).isGreaterThanOrEqualTo(newer);
        } finally {
            first.signal("CONT");
        }

        fleet.await("the woken one to follow", () -> fleet.leader(0).equals(SmallFleet.identity(1)));
        assertThat(serves(pdns, SmallFleet.EDGE_B)).isTrue();
    }

    private static boolean stale(SmallFleet fleet) {
        return fleet.get(1, "/metrics").contains("trimtab_stale_writes_repaired_total{provider=\"pdns\"} 1.0");
    }

    private static boolean serves(PowerDnsServer pdns, String... targets) {
        return Sampler.answers(pdns.address(), NAME).keySet().equals(Set.of(targets));
    }

    private static Generation plan(PowerDnsServer pdns) {
        return Asker.generation(pdns.address(), NAME).orElseThrow();
    }
}
