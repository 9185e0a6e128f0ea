package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.WWW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.NameSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A round that breaks off leaves nothing unseen: what it had begun is looked at in the next one. */
class UnfinishedRoundTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @Test
    void what_one_round_did_not_come_to_is_looked_at_in_the_next() {
        World world = new World().run(Duration.ofSeconds(30));
        for (String vantage : List.of("ams", "fra")) {
            world.controls.put(vantage, Report.Control.LOST);
        }
        world.trouble.hiccup = true;
        assertThatThrownBy(() -> world.run(A_SECOND)).hasMessage("hiccup");
        world.run(A_SECOND);
        assertThat(state(world, A)).as("two of three are not believed").isEqualTo(Verdict.State.UNKNOWN);
    }

    @Test
    void a_name_that_failed_half_way_does_not_rest_on_what_was_seen_before() {
        World world = new World().run(Duration.ofSeconds(30));
        world.trouble.chokesOn = Optional.of(Event.Type.VERDICT_CHANGED);
        world.fail(A, FailureClass.STATUS);
        Instant failed = world.now;
        while (world.trouble.chokesOn.isPresent()) {
            assertThat(world.now).isBefore(failed.plusSeconds(20));
            world.run(A_SECOND);
        }
        assertThat(state(world, A)).isEqualTo(Verdict.State.UNHEALTHY);
        assertThat(world.published().of(A)).isZero();
    }

    @Test
    void a_name_that_is_configured_again_is_read_again() {
        World world = new World().run(Duration.ofSeconds(20));
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(20));
        assertThat(world.published().of(A)).isZero();
        world.restartWithoutDisk();
        world.run(Duration.ofSeconds(10));
        world.mend(A);
        world.run(Duration.ofMinutes(3));
        assertThat(world.published().of(A)).isEqualTo(5_000);

        SortedMap<SteeredName, NameSpec> names =
                world.loop().view().orElseThrow().spec().names();
        world.configure(new TreeMap<>());
        world.run(Duration.ofSeconds(5));
        world.stored.remove(WWW);
        world.provider.lose(WWW);
        world.configure(names);
        world.run(Duration.ofSeconds(5));
        assertThat(world.published().of(A))
                .as("what was read before the retirement is no plan")
                .isEqualTo(5_000);
        assertThat(world.published().of(B)).isEqualTo(5_000);
    }

    private static Verdict.State state(World world, CdnId cdn) {
        return Objects.requireNonNull(
                        Objects.requireNonNull(world.view().verdicts().get(RegionId.DEFAULT))
                                .get(cdn))
                .state();
    }
}
