package dev.trimtab.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.EvidenceCodec;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.FailureClass;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a controller keeps of what looks show, and what it makes of those who lie to it. */
@SuppressWarnings("NullAway.Init") // set before each test
final class EvidenceShelfIT {
    private static final SteeredName NAME = SteeredName.of("www.steer.example.com");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private LinkedCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = new LinkedCluster();
        cluster.start(now::get);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void forged_malformed_and_strangers_evidence_is_not_shown() {
        cluster.show(sealed(cluster.nyc, "fra", evidence("home", 1, "forged")));
        cluster.show(Envelope.seal(
                cluster.fra.getPrivate(), Envelope.Kind.EVIDENCE, "fra", Instant.now(), new byte[] {9, 9, 9}));
        cluster.show(sealed(cluster.fra, "stranger", evidence("home", 2, "a stranger's")));
        cluster.show(new byte[] {1, 2, 3});
        cluster.show(sealed(cluster.fra, "fra", evidence("home", 3, "true")));

        await().atMost(PATIENCE).until(() -> !cluster.shown(NAME).isEmpty());
        assertThat(cluster.shown(NAME)).singleElement().satisfies(shown -> {
            assertThat(shown.vantage()).isEqualTo(LinkedCluster.FRA);
            assertThat(shown.evidence().body()).isEqualTo("true");
        });
        assertThat(cluster.counted).containsExactlyInAnyOrder(Refusal.ENVELOPE, Refusal.MALFORMED);
    }

    @Test
    void of_a_check_the_newest_few_are_kept_and_of_a_vantage_what_fits() {
        for (int i = 0; i < 10; i++) {
            cluster.show(sealed(cluster.fra, "fra", evidence("home", i, "look " + i)));
        }
        await().atMost(PATIENCE)
                .until(() -> cluster.shown(NAME).stream()
                        .anyMatch(shown -> shown.evidence().body().equals("look 9")));
        assertThat(cluster.shown(NAME))
                .extracting(shown -> shown.evidence().body())
                .containsExactlyInAnyOrder("look 6", "look 7", "look 8", "look 9");

        // As much as a vantage may show within a second, a second after another.
        for (int i = 0; i < 600; i++) {
            if (i % EvidenceShelf.PER_SECOND_MAX == 0) {
                now.updateAndGet(at -> at.plusSeconds(1));
            }
            int number = i;
            cluster.show(sealed(cluster.fra, "fra", evidence("probe-" + i, i, noise(i))));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> cluster.shown(NAME).stream()
                            .anyMatch(shown -> shown.evidence()
                                    .look()
                                    .check()
                                    .probe()
                                    .value()
                                    .equals("probe-" + number)));
        }
        assertThat(cluster.shown(NAME)).hasSizeBetween(50, 400);
        assertThat(cluster.shown(NAME)
                        .getFirst()
                        .evidence()
                        .look()
                        .check()
                        .probe()
                        .value())
                .isEqualTo("probe-599");
    }

    @Test
    void a_flood_is_dropped_and_what_comes_after_it_is_shown() {
        for (int i = 0; i < 3 * EvidenceShelf.PER_SECOND_MAX; i++) {
            cluster.show(sealed(cluster.fra, "fra", evidence("probe-" + i, i, "")));
        }
        cluster.show(sealed(cluster.nyc, "nyc", evidence("home", 1, "from elsewhere")));
        await().atMost(PATIENCE)
                .until(() -> cluster.shown(NAME).stream()
                        .anyMatch(shown -> shown.vantage().equals(LinkedCluster.NYC)));
        assertThat(cluster.shown(NAME)).hasSizeLessThanOrEqualTo(EvidenceShelf.PER_SECOND_MAX + 1);
        now.updateAndGet(at -> at.plusSeconds(1));
        cluster.show(sealed(cluster.fra, "fra", evidence("after", 1, "")));
        await().atMost(PATIENCE)
                .until(() -> cluster.shown(NAME).stream()
                        .anyMatch(shown ->
                                shown.evidence().look().check().probe().value().equals("after")));
    }

    /** Does not shrink. */
    private static String noise(long seed) {
        StringBuilder text = new StringBuilder();
        new java.util.SplittableRandom(seed).ints(1500, 33, 126).forEach(c -> text.append((char) c));
        return text.toString();
    }

    private static byte[] sealed(KeyPair keys, String signer, LookEvidence evidence) {
        return Envelope.seal(
                keys.getPrivate(), Envelope.Kind.EVIDENCE, signer, Instant.now(), EvidenceCodec.encode(evidence));
    }

    private static LookEvidence evidence(String probe, long number, String body) {
        CheckId check = new CheckId(
                new TargetId(NAME, new CdnId("a")),
                new HostName("www.example.com"),
                new ProbeId(probe),
                CheckId.Family.V4);
        Look look =
                new Look(check, Look.Turn.INTERVAL, new Outcome.Fail(FailureClass.STATUS), Phases.NONE, "status 500");
        return new LookEvidence(
                look,
                Instant.ofEpochMilli(number),
                "",
                "",
                new TreeMap<>(),
                List.of(),
                List.of(),
                body,
                Optional.empty());
    }
}
