package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.WWW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.Shares;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.fake.FakeDnsProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two controllers over one store: whenever the second takes over, users see what they would have seen had the first gone on.
 * An outage, a hold-down, a ramp, a drain and its end, a write that nobody knows the end of.
 */
class TakeOverTest {
    private static final int SECONDS = 200;
    private static final int FAILS_AT = 30;
    private static final int MENDED_AT = 50;
    private static final int DRAINED_AT = 120;
    private static final int DRAIN_ENDS_AT = 150;

    /** What users were told second by second, and the sets that were written. */
    private record Run(List<Shares> bySecond, List<Shares> written) {}

    private static Run run(int takeOverAt, Consumer<World> trouble) {
        World world = new World().besideOnOneDisk();
        List<Shares> bySecond = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            switch (second) {
                case FAILS_AT -> {
                    world.fail(A, FailureClass.STATUS);
                    trouble.accept(world);
                }
                case MENDED_AT -> world.mend(A);
                case DRAINED_AT -> world.interventions().put(drain(world));
                default -> {
                    // An ordinary second.
                }
            }
            if (second == takeOverAt) {
                world.fence = 0;
                world.otherFence = 2;
            }
            world.run(Duration.ofSeconds(1));
            if (second > 10) {
                bySecond.add(world.published());
            }
        }
        List<Shares> written = new ArrayList<>();
        for (RecordSet set : world.provider.applied()) {
            if (written.isEmpty() || !written.get(written.size() - 1).equals(set.shares())) {
                written.add(set.shares());
            }
        }
        return new Run(bySecond, written);
    }

    private static Intervention drain(World world) {
        Intervention.Claim claim = new Intervention.Claim(
                "operator",
                "maintenance",
                world.now,
                world.now.plusSeconds(DRAIN_ENDS_AT - DRAINED_AT),
                new TreeSet<>());
        return new Intervention.Drain("drain-1", B, new TreeSet<>(), new TreeSet<>(), claim);
    }

    @ParameterizedTest(name = "taken over at {0} s")
    @ValueSource(ints = {20, 31, 32, 33, 40, 52, 61, 66, 73, 90, 119, 121, 135, 151, 160})
    void whenever_it_happens_users_see_no_difference(int takeOverAt) {
        same(run(takeOverAt, world -> {}), run(SECONDS + 1, world -> {}));
    }

    @ParameterizedTest(name = "taken over at {0} s")
    @ValueSource(ints = {31, 32, 33, 34, 36, 40})
    void a_write_in_doubt_is_looked_at_and_the_plan_goes_on(int takeOverAt) {
        for (FakeDnsProvider.Fault fault :
                List.of(new FakeDnsProvider.Fault.InDoubtApplied(), new FakeDnsProvider.Fault.InDoubtLost())) {
            same(
                    run(takeOverAt, world -> world.provider.fail(fault)),
                    run(SECONDS + 1, world -> world.provider.fail(fault)));
        }
    }

    /** A change may come a second earlier or later: another controller's round is not at the same moment. */
    private static void same(Run taken, Run undisturbed) {
        assertThat(taken.written()).isEqualTo(undisturbed.written());
        assertThat(undisturbed.written()).hasSizeGreaterThan(8);
        for (int second = 1; second + 1 < taken.bySecond().size(); second++) {
            assertThat(undisturbed.bySecond().subList(second - 1, second + 2))
                    .as("%s at second %s", WWW, second)
                    .contains(taken.bySecond().get(second));
        }
    }
}
