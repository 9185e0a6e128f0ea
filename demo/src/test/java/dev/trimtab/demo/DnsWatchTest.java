package dev.trimtab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
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
import dev.trimtab.provider.embedded.EmbeddedDns;
import dev.trimtab.provider.embedded.EmbeddedProvider;
import dev.trimtab.provider.embedded.ServedZone;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DnsWatchTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String EDGE_A = "edge-a.example.net";
    private static final String EDGE_B = "edge-b.example.net";

    /** Three standard deviations of 200 throws of a coin, in points. */
    private static final double LUCK = 11;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private EmbeddedDns server;
    private EmbeddedProvider provider;
    private DnsWatch watch;
    private long sequence;

    @BeforeEach
    void start() throws IOException {
        ProviderId id = new ProviderId("here");
        ProviderSpec spec = new ProviderSpec(id, "embedded", "steer.example.com.", Optional.empty(), new TreeMap<>());
        ServedZone zone = ServedZone.open(spec, folder.resolve("zone.json"), InstantSource.system());
        server = new EmbeddedDns(vertx, List.of(new InetSocketAddress("127.0.0.1", 0)), List.of(zone));
        server.start();
        provider = new EmbeddedProvider(id, zone, server);
        watch = new DnsWatch(server.addresses().getFirst(), Props.NAME);
    }

    @AfterEach
    void stop() {
        watch.close();
        server.close();
        vertx.close().await();
    }

    @Test
    void many_sources_see_the_shares_that_are_served() {
        serve(5_000, 5_000);
        Sweep sweep = watch.sweep();

        assertThat(sweep.silent()).isZero();
        assertThat(sweep.answered()).isEqualTo(DnsWatch.SOURCES);
        assertThat(sweep.percent(EDGE_A)).isCloseTo(50, within(LUCK));
        assertThat(sweep.percent(EDGE_A) + sweep.percent(EDGE_B)).isCloseTo(100, within(0.01));
    }

    @Test
    void the_same_shares_send_the_same_number_of_sources_the_same_way() {
        serve(5_000, 5_000);
        int before = watch.sweep().count(EDGE_A);
        serve(0, 10_000);
        assertThat(watch.sweep().count(EDGE_A)).isZero();
        serve(5_000, 5_000);

        assertThat(watch.sweep().count(EDGE_A)).isEqualTo(before);
    }

    @Test
    void the_first_sweep_after_a_change_is_found_again() {
        serve(5_000, 5_000);
        watch.start();
        Awaitility.await().atMost(TIMEOUT).until(() -> watch.latest().isPresent());
        Instant changed = Instant.now();
        serve(0, 10_000);
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> watch.firstSince(changed, sweep -> sweep.count(EDGE_A) == 0)
                        .isPresent());

        assertThat(watch.since(changed)).allMatch(sweep -> !sweep.began().isBefore(changed));
    }

    @Test
    void a_server_that_is_away_is_silence_and_no_failure() {
        server.close();

        assertThat(watch.sweep().silent()).isEqualTo(DnsWatch.SOURCES);
    }

    private void serve(int edgeA, int edgeB) {
        List<WeightedAnswer> answers = new ArrayList<>();
        if (edgeA > 0) {
            answers.add(answer("edge-a", EDGE_A, edgeA));
        }
        if (edgeB > 0) {
            answers.add(answer("edge-b", EDGE_B, edgeB));
        }
        sequence++;
        RecordSet wanted = new RecordSet(
                SteeredName.of(Props.NAME),
                RecordType.CNAME,
                Duration.ofSeconds(5),
                answers,
                new Mark("00000000000000aa", new Generation(1, sequence)));
        ReadResult.Read read = (ReadResult.Read) provider.read(SteeredName.of(Props.NAME), TIMEOUT);
        Proposal.Write write = (Proposal.Write) provider.plan(wanted, read.snapshot());
        assertThat(provider.apply(write.change(), TIMEOUT)).isInstanceOf(WriteResult.Accepted.class);
    }

    private static WeightedAnswer answer(String cdn, String target, int shareBp) {
        return new WeightedAnswer(new CdnId(cdn), new Answer.Cname(new HostName(target)), shareBp);
    }
}
