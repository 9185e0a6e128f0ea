package dev.trimtab.core.judge;

import static dev.trimtab.core.judge.Scene.A;
import static dev.trimtab.core.judge.Scene.B;
import static dev.trimtab.core.judge.Scene.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Scene.Fault;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where a fault lies (R3 to R6, R9, R10). */
class AttributionTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ProbeKind[] ALL = {
        ProbeKind.APPLICATION,
        ProbeKind.CACHED_OBJECT,
        ProbeKind.FORCED_MISS,
        ProbeKind.PINNED,
        ProbeKind.TCP,
        ProbeKind.TLS,
        ProbeKind.DNS_RECURSIVE,
        ProbeKind.DNS_AUTHORITATIVE,
        ProbeKind.ORIGIN_BEHIND
    };

    private final Scene scene = new Scene(new SplittableRandom(1), MINUTE, Scene.networks(6), ALL);

    private static boolean cached(ProbeKind kind) {
        return kind == ProbeKind.CACHED_OBJECT;
    }

    private static boolean through(ProbeKind kind) {
        return kind == ProbeKind.APPLICATION || kind == ProbeKind.FORCED_MISS;
    }

    private static boolean dns(ProbeKind kind) {
        return kind == ProbeKind.DNS_RECURSIVE || kind == ProbeKind.DNS_AUTHORITATIVE;
    }

    private Scene after(Scene.World world, int minutes) {
        scene.run(Duration.ofMinutes(40));
        assertThat(scene.states()).containsOnly(Verdict.State.HEALTHY);
        scene.world = world;
        return scene.run(MINUTE.multipliedBy(minutes));
    }

    private void is(CdnId cdn, Verdict.State state, Attribution attribution) {
        Verdict verdict = scene.of(cdn);
        assertThat(verdict.state()).as(verdict.reason()).isEqualTo(state);
        assertThat(verdict.attribution()).as(verdict.reason()).isEqualTo(attribution);
    }

    @Test
    void an_edge_that_fails_alone_is_an_edge_fault() {
        after((v, cdn, kind) -> cdn.equals(A) && kind.userPath() ? Fault.of(1, FailureClass.STATUS) : Fault.NONE, 2);
        is(A, Verdict.State.UNHEALTHY, Attribution.EDGE);
        is(B, Verdict.State.HEALTHY, Attribution.NONE);
    }

    @Test
    void a_sick_origin_behind_two_edges_is_an_origin_fault_at_the_first_look() {
        after((v, cdn, kind) -> cached(kind) || dns(kind) ? Fault.NONE : Fault.of(0.75, FailureClass.STATUS), 4);
        is(A, Verdict.State.ORIGIN_FAULT, Attribution.ORIGIN);
        is(B, Verdict.State.ORIGIN_FAULT, Attribution.ORIGIN);
        is(ORIGIN, Verdict.State.UNHEALTHY, Attribution.ORIGIN);
        assertThat(scene.of(A).reason()).contains("2 of 2 edges fail at once", "(R10)");
    }

    @Test
    void a_flickering_origin_never_convicts_an_edge() {
        scene.run(Duration.ofMinutes(40));
        for (int i = 0; i < 240; i++) {
            boolean bad = i % 5 != 1 && i % 5 != 4;
            scene.world = (v, cdn, kind) ->
                    bad && (cdn.equals(ORIGIN) || through(kind)) ? Fault.of(0.35, FailureClass.TIMEOUT) : Fault.NONE;
            scene.tick();
            assertThat(scene.state(A))
                    .as("minute %s: %s", i, scene.of(A).reason())
                    .isNotEqualTo(Verdict.State.UNHEALTHY);
            assertThat(scene.state(B))
                    .as("minute %s: %s", i, scene.of(B).reason())
                    .isNotEqualTo(Verdict.State.UNHEALTHY);
        }
    }

    @Test
    void an_origin_that_has_been_well_for_a_while_does_not_explain_an_edge_that_dies_after_it() {
        Duration often = Duration.ofSeconds(10);
        Scene quick = new Scene(
                new SplittableRandom(3), often, Scene.networks(3), ProbeKind.APPLICATION, ProbeKind.ORIGIN_BEHIND);
        quick.run(Duration.ofMinutes(40));
        quick.world = (v, cdn, kind) -> cdn.equals(B) ? Fault.NONE : Fault.of(1, FailureClass.STATUS);
        quick.run(Duration.ofMinutes(4));
        assertThat(quick.state(ORIGIN)).isEqualTo(Verdict.State.UNHEALTHY);

        quick.world = (v, cdn, kind) -> cdn.equals(B) ? Fault.of(1, FailureClass.STATUS) : Fault.NONE;
        quick.run(often.multipliedBy(2));
        assertThat(quick.state(B))
                .as("what recovers at this moment may be behind it")
                .isEqualTo(Verdict.State.ORIGIN_FAULT);
        quick.run(often.multipliedBy(8));

        assertThat(quick.state(A).usable())
                .as("well again, and remembered: " + quick.of(A).reason())
                .isTrue();
        assertThat(quick.state(B)).as(quick.of(B).reason()).isEqualTo(Verdict.State.UNHEALTHY);
        assertThat(quick.of(B).attribution()).isEqualTo(Attribution.EDGE);
    }

    @Test
    void misses_and_pages_that_fail_on_all_edges_are_the_origins_fault_even_where_it_looks_well() {
        after(
                (v, cdn, kind) -> !cdn.equals(ORIGIN) && through(kind) ? Fault.of(1, FailureClass.STATUS) : Fault.NONE,
                3);
        is(A, Verdict.State.ORIGIN_FAULT, Attribution.ORIGIN);
        is(B, Verdict.State.ORIGIN_FAULT, Attribution.ORIGIN);
        is(ORIGIN, Verdict.State.HEALTHY, Attribution.NONE);
    }

    @Test
    void an_edge_whose_cached_objects_fail_too_is_at_fault_itself_while_the_origin_is_sick() {
        after(
                (v, cdn, kind) -> (cdn.equals(A) && kind.userPath()) || (!cached(kind) && kind.userPath())
                        ? Fault.of(1, FailureClass.STATUS)
                        : Fault.NONE,
                3);
        is(A, Verdict.State.UNHEALTHY, Attribution.EDGE);
        is(B, Verdict.State.ORIGIN_FAULT, Attribution.ORIGIN);
    }

    @Test
    void a_failing_origin_with_healthy_edges_touches_no_edge() {
        after((v, cdn, kind) -> cdn.equals(ORIGIN) ? Fault.of(1, FailureClass.CONNECT) : Fault.NONE, 3);
        is(A, Verdict.State.HEALTHY, Attribution.NONE);
        is(ORIGIN, Verdict.State.UNHEALTHY, Attribution.ORIGIN);
    }

    @Test
    void an_edge_that_is_down_is_not_excused_by_a_few_errors_of_the_origin() {
        Scene plain = new Scene(
                new SplittableRandom(2), MINUTE, Scene.networks(6), ProbeKind.APPLICATION, ProbeKind.ORIGIN_BEHIND);
        plain.run(Duration.ofMinutes(40));
        plain.world = (v, cdn, kind) -> Fault.of(cdn.equals(A) ? 1 : 0.08, FailureClass.STATUS);
        plain.run(Duration.ofMinutes(15));
        assertThat(plain.of(A).state()).isEqualTo(Verdict.State.UNHEALTHY);
        assertThat(plain.of(A).attribution()).isEqualTo(Attribution.EDGE);
    }

    @Test
    void one_edge_that_does_not_reach_the_origin_is_a_fault_of_the_path() {
        after((v, cdn, kind) -> cdn.equals(A) && through(kind) ? Fault.of(0.2, FailureClass.TIMEOUT) : Fault.NONE, 15);
        assertThat(scene.of(A).attribution()).isEqualTo(Attribution.PATH);
        assertThat(scene.state(A)).isIn(Verdict.State.DEGRADED, Verdict.State.UNHEALTHY);
        is(B, Verdict.State.HEALTHY, Attribution.NONE);
        is(ORIGIN, Verdict.State.HEALTHY, Attribution.NONE);
    }

    @Test
    void a_name_that_is_gone_for_a_quorum_convicts_though_pages_still_come() {
        after((v, cdn, kind) -> cdn.equals(A) && dns(kind) ? Fault.of(1, FailureClass.NXDOMAIN) : Fault.NONE, 2);
        is(A, Verdict.State.UNHEALTHY, Attribution.TARGET_DNS);
        assertThat(scene.of(A).reason()).contains("R5");
    }

    @Test
    void silent_dns_servers_classify_and_convict_nobody() {
        after((v, cdn, kind) -> cdn.equals(A) && dns(kind) ? Fault.of(1, FailureClass.DNS_TIMEOUT) : Fault.NONE, 5);
        is(A, Verdict.State.HEALTHY, Attribution.NONE);
    }

    @Test
    void a_name_that_is_gone_for_one_network_alone_convicts_nobody() {
        after(
                (v, cdn, kind) ->
                        v == 0 && cdn.equals(A) && dns(kind) ? Fault.of(1, FailureClass.NXDOMAIN) : Fault.NONE,
                5);
        is(A, Verdict.State.HEALTHY, Attribution.NONE);
    }

    @Test
    void pages_that_do_not_resolve_while_the_pinned_edge_answers_are_the_targets_dns() {
        after(
                (v, cdn, kind) -> {
                    if (!cdn.equals(A)) {
                        return Fault.NONE;
                    }
                    return kind.userPath()
                            ? Fault.of(1, FailureClass.TIMEOUT)
                            : dns(kind) ? Fault.of(1, FailureClass.DNS_TIMEOUT) : Fault.NONE;
                },
                3);
        is(A, Verdict.State.UNHEALTHY, Attribution.TARGET_DNS);
    }

    @Test
    void handshakes_and_pinned_edges_never_convict_and_never_clear() {
        after(
                (v, cdn, kind) ->
                        cdn.equals(A) && (kind == ProbeKind.TCP || kind == ProbeKind.TLS || kind == ProbeKind.PINNED)
                                ? Fault.of(1, FailureClass.CONNECT)
                                : Fault.NONE,
                5);
        is(A, Verdict.State.HEALTHY, Attribution.NONE);

        Scene hands = new Scene(
                new SplittableRandom(3), MINUTE, Scene.networks(6), ProbeKind.TCP, ProbeKind.TLS, ProbeKind.PINNED);
        hands.run(Duration.ofMinutes(30));
        assertThat(hands.state(A)).isEqualTo(Verdict.State.UNKNOWN);
        assertThat(hands.of(A).evidence().window()).isEqualTo(Counts.NONE);
    }

    @Test
    void a_challenge_for_a_quorum_is_a_failure_of_its_own_class() {
        after((v, cdn, kind) -> cdn.equals(A) && kind.userPath() ? Fault.of(1, FailureClass.CHALLENGE) : Fault.NONE, 2);
        is(A, Verdict.State.UNHEALTHY, Attribution.CHALLENGE);
        assertThat(scene.of(A).cause()).contains(FailureClass.CHALLENGE);
    }

    @Test
    void a_challenge_for_one_network_alone_is_the_probers_reputation() {
        after(
                (v, cdn, kind) ->
                        v == 3 && cdn.equals(A) && kind.userPath() ? Fault.of(1, FailureClass.CHALLENGE) : Fault.NONE,
                5);
        is(A, Verdict.State.HEALTHY, Attribution.PROBE_REPUTATION);
        assertThat(scene.of(A).votes())
                .filteredOn(vote -> vote.vantage().equals(Scene.vantage(3)))
                .singleElement()
                .satisfies(vote -> assertThat(vote.state()).isEqualTo(HealthState.UNKNOWN));
        assertThat(scene.of(A).evidence().window().failed()).isZero();
    }

    @Test
    void an_expired_root_is_ours() {
        after((v, cdn, kind) -> dns(kind) ? Fault.NONE : Fault.of(1, FailureClass.TLS), 3);
        assertThat(scene.of(A).attribution()).isEqualTo(Attribution.OURSELVES);
        assertThat(scene.of(ORIGIN).attribution()).isEqualTo(Attribution.OURSELVES);
        assertThat(scene.of(A).reason()).contains("R9");
    }
}
