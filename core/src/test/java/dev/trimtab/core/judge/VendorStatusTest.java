package dev.trimtab.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a vendor says of itself moves nothing, in neither direction (R2). */
class VendorStatusTest {
    @Test
    void a_red_status_page_convicts_nobody_who_serves_our_users() {
        Scene scene = scene((vantage, cdn, kind) ->
                kind == ProbeKind.VENDOR_STATUS ? Scene.Fault.of(1, FailureClass.CONTENT) : Scene.Fault.NONE);
        assertThat(scene.state(Scene.A)).isEqualTo(Verdict.State.HEALTHY);
        assertThat(scene.of(Scene.A).votes()).hasSize(6).allMatch(vote -> vote.state() == HealthState.HEALTHY);
        assertThat(scene.of(Scene.A).evidence().last().failed()).isZero();
    }

    @Test
    void a_green_status_page_clears_nobody_who_fails_them() {
        Scene scene = scene((vantage, cdn, kind) -> kind == ProbeKind.APPLICATION && cdn.equals(Scene.A)
                ? Scene.Fault.of(1, FailureClass.STATUS)
                : Scene.Fault.NONE);
        assertThat(scene.state(Scene.A)).isEqualTo(Verdict.State.UNHEALTHY);
        assertThat(scene.state(Scene.B)).isEqualTo(Verdict.State.HEALTHY);
    }

    private static Scene scene(Scene.World world) {
        Scene scene = new Scene(
                new SplittableRandom(1),
                Duration.ofSeconds(10),
                Scene.networks(6),
                ProbeKind.APPLICATION,
                ProbeKind.VENDOR_STATUS);
        scene.world = world;
        return scene.run(Duration.ofMinutes(10));
    }
}
