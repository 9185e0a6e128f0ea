package dev.trimtab.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.sim.replay.Expectations;
import dev.trimtab.sim.replay.References;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every script of the library through the product's defaults: nothing is tuned for any of them. */
class LibraryUnderTheEngineTest {
    /** {@code nothing-happens-30d} is left to {@code make sim}: a month takes longer than a test may. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "akamai-edgedns-2021-07-22",
                "aws-2025-10-20",
                "azure-front-door-2025-10-29",
                "bunny-2021-06-22",
                "cloudflare-2022-10-25",
                "cloudflare-2025-06-12",
                "cloudflare-2025-11-18",
                "cloudflare-2025-12-05",
                "cloudflare-api-2023-11-02",
                "cloudfront-nxdomain",
                "fastly-2021-06-08",
                "gclb-2021-11-16",
                "le-root-2021-09-30",
                "level3-2020-08-30",
                "partial-region-brownout",
                "route53-healthcheck-liar",
                "two-cdns-one-after-another"
            })
    void every_expectation_passes_under_the_defaults(String id) {
        Script script = script(id);
        Replays.Result engine = Replays.run(script, Optional.empty(), EnginePolicy.under(Conduct.DEFAULT));

        assertThat(engine.expectations().stream()
                        .filter(one -> one.outcome() != Expectations.Outcome.PASS)
                        .map(Object::toString)
                        .toList())
                .isEmpty();
        assertThat(engine.score().invariantBrokenMinutes()).isZero();
        assertThat(engine.score().peakOriginLoadRatio()).isLessThanOrEqualTo(1);
        if (MOVING.contains(id)) {
            Replays.Result naive = Replays.run(script, Optional.empty(), References.NAIVE);
            assertThat(engine.score().badUserMinutes())
                    .isLessThanOrEqualTo(1.05 * naive.score().badUserMinutes());
            assertThat(naive.passed())
                    .as("naive passes, so the script proves nothing")
                    .isFalse();
        } else if (STAYING.contains(id)) {
            assertThat(engine.score().dnsWrites()).isZero();
        }
    }

    private static final List<String> MOVING = List.of(
            "akamai-edgedns-2021-07-22",
            "azure-front-door-2025-10-29",
            "bunny-2021-06-22",
            "cloudflare-2022-10-25",
            "cloudflare-2025-11-18",
            "cloudflare-2025-12-05",
            "cloudfront-nxdomain",
            "fastly-2021-06-08",
            "gclb-2021-11-16",
            "partial-region-brownout",
            "two-cdns-one-after-another");

    private static final List<String> STAYING = List.of(
            "cloudflare-2025-06-12",
            "cloudflare-api-2023-11-02",
            "le-root-2021-09-30",
            "level3-2020-08-30",
            "route53-healthcheck-liar");

    private static Script script(String id) {
        try (InputStream in = Objects.requireNonNull(
                LibraryUnderTheEngineTest.class.getResourceAsStream("/dev/trimtab/sim/incidents/" + id + ".yaml"),
                id)) {
            ScriptReader.Outcome read = ScriptReader.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(read).isInstanceOf(ScriptReader.Read.class);
            return ((ScriptReader.Read) read).script();
        } catch (IOException broken) {
            throw new AssertionError(id, broken);
        }
    }
}
