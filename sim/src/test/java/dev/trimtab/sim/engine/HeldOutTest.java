package dev.trimtab.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.sim.replay.Expectations;
import dev.trimtab.sim.replay.References;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Run;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scripts that are not in the library, written by somebody who looked for what breaks: the engine was not made for any of
 * them, and the laws hold all the same.
 */
class HeldOutTest {
    @ParameterizedTest
    @CsvSource({
        "cf-2019-07-02-regex, move",
        "certificate-expires, move",
        "no-room-but-a-sorry-page, move",
        "both-die-origin-takes-its-cap, move",
        "spellings, move",
        "flap-two-minutes, flaps",
        "google-2020-12-14-auth, stay",
        "rogers-2022-07-08-eyeballs, stay",
        "agents-in-groups, stay",
        "every-inject, mixed"
    })
    void the_laws_hold_under_the_defaults(String id, String kind) {
        Script script = script(id);
        Replays.Result engine = Replays.run(script, Optional.empty(), EnginePolicy.under(Conduct.DEFAULT));
        Run.Score naive =
                Replays.run(script, Optional.empty(), References.NAIVE).score();

        assertThat(engine.expectations())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.outcome()).as(one.toString()).isEqualTo(Expectations.Outcome.PASS));
        assertThat(engine.score().invariantBrokenMinutes()).isZero();
        assertThat(engine.score().peakOriginLoadRatio()).isLessThanOrEqualTo(1);
        switch (kind) {
            case "move" ->
                assertThat(engine.score().badUserMinutes()).isLessThanOrEqualTo(1.05 * naive.badUserMinutes());
            case "flaps" -> {
                assertThat(engine.score().badUserMinutes()).isLessThan(naive.badUserMinutes());
                assertThat(engine.score().dnsWrites()).isLessThan(naive.dnsWrites());
            }
            case "stay" -> assertThat(engine.score().dnsWrites()).isZero();
            default -> assertThat(kind).isEqualTo("mixed");
        }
    }

    private static Script script(String id) {
        try (InputStream in = Objects.requireNonNull(
                HeldOutTest.class.getResourceAsStream("/dev/trimtab/sim/heldout/" + id + ".yaml"), id)) {
            ScriptReader.Outcome read = ScriptReader.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(read).isInstanceOf(ScriptReader.Read.class);
            return ((ScriptReader.Read) read).script();
        } catch (IOException broken) {
            throw new AssertionError(id, broken);
        }
    }
}
