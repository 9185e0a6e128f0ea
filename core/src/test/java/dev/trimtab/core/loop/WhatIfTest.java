package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.DNS;
import static dev.trimtab.core.loop.World.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.fake.FakeDnsProvider;
import dev.trimtab.seeds.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What would follow from every single failure, from a configuration alone. */
class WhatIfTest {
    private static final Spec SPEC = World.spec(Automation.OBSERVE, new LimitsSpec(1_000, 18, 6));

    @Test
    void every_cdn_the_origin_and_every_provider_fails_once() {
        assertThat(rows(SPEC).stream().map(row -> row.failure().toString()))
                .containsExactly("edge-a", "edge-b", "origin", "the origin behind every CDN", "provider dns");
    }

    @Test
    void a_failed_edge_gives_all_to_the_other_at_once_and_comes_back_by_steps() {
        WhatIf.Row row = row(SPEC, A);
        assertThat(row.course().before().get(RegionId.DEFAULT)).isEqualTo(shares(5_000, 5_000, 0));
        assertThat(row.course().atOnce().get(RegionId.DEFAULT)).isEqualTo(shares(0, 10_000, 0));
        assertThat(row.course().settled()).isEqualTo(row.course().atOnce());
        assertThat(row.ruling()).isEqualTo(new Ruling.Allow());
        assertThat(row.settledAfter()).contains(Duration.ZERO);
        assertThat(row.restoredAfter().orElseThrow()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(30));
    }

    @Test
    void an_origin_behind_everything_moves_nothing_and_the_rule_is_named() {
        WhatIf.Row row = rows(SPEC).get(3);
        assertThat(row.course().settled()).isEqualTo(row.course().before());
        assertThat(row.ruling())
                .isInstanceOfSatisfying(
                        Ruling.Hold.class, hold -> assertThat(hold.rule()).isEqualTo("all-targets-red"));
    }

    @Test
    void a_lost_provider_moves_nothing_and_says_so() {
        WhatIf.Row row = rows(SPEC).get(4);
        assertThat(row.course().settled()).isEqualTo(row.course().before());
        assertThat(row.notes())
                .singleElement()
                .satisfies(note -> assertThat(note).contains("its only provider", "R24"));
    }

    @Test
    void a_capacity_leaves_the_rest_where_it_is() {
        WhatIf.Row row = row(with(new CdnSpec(B, CdnKind.EDGE, 7_000, false, List.of("no WAF"))), A);
        // B up to its cap, the origin to its cap less a tenth, and what is left stays on what fails.
        assertThat(row.course().settled().get(RegionId.DEFAULT)).isEqualTo(shares(1_200, 7_000, 1_800));
        assertThat(row.notes()).contains("edge-b lacks: no WAF");
    }

    @Test
    void a_provider_of_one_answer_jumps() {
        List<WhatIf.Row> rows = new WhatIf(SPEC, id -> Optional.of(oneOf()), World.START).rows();
        assertThat(rows.get(0).course().before().get(RegionId.DEFAULT)).isEqualTo(shares(10_000, 0, 0));
        assertThat(rows.get(0).course().atOnce().get(RegionId.DEFAULT)).isEqualTo(shares(0, 10_000, 0));
    }

    @Test
    void planner_and_rules_agree_what_the_planner_asks_for_no_rule_of_numbers_holds() {
        Seeds.forAll(60, random -> {
            Spec spec = random(random);
            List<WhatIf.Row> rows =
                    new WhatIf(spec, id -> Optional.of(apart(random.nextBoolean())), World.START).rows();
            assertThat(rows)
                    .filteredOn(row -> row.failure() instanceof WhatIf.Failure.OfCdn)
                    // Where the capacities together are less than everybody there is no plan to begin with.
                    .filteredOn(row -> !row.course().before().isEmpty())
                    .allSatisfy(row -> assertThat(row.ruling())
                            .as("%s of %s: %s", row.failure(), spec.cdns(), row.course())
                            .isEqualTo(new Ruling.Allow()));
        });
    }

    private static Capabilities apart(boolean regions) {
        Capabilities exact = FakeDnsProvider.EXACT;
        return new Capabilities(
                exact.weights(),
                exact.weightSteps(),
                exact.compareAndSet(),
                true,
                regions,
                exact.propagation(),
                exact.types(),
                exact.ttlMin());
    }

    /** Two edges with caches and caps and an origin, one or three regions with users. */
    private static Spec random(SplittableRandom random) {
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>();
        for (CdnId cdn : List.of(A, B)) {
            double warm = random.nextDouble(0.5, 1);
            cdns.put(
                    cdn,
                    new CdnSpec(
                            cdn,
                            CdnKind.EDGE,
                            random.nextBoolean() ? Shares.WHOLE : random.nextInt(3_000, Shares.WHOLE),
                            false,
                            List.of(),
                            new TreeMap<>(),
                            random.nextInt(4) == 0
                                    ? Optional.empty()
                                    : Optional.of(new CdnSpec.Cache(warm, random.nextDouble(0, warm))),
                            0,
                            Optional.empty()));
        }
        cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, random.nextInt(500, 6_000), false, List.of()));
        TreeMap<RegionId, RegionSpec> regions = new TreeMap<>();
        int eu = random.nextInt(200, 8_000);
        regions.put(new RegionId("eu"), new RegionSpec(new RegionId("eu"), List.of(), List.of(), List.of(), eu));
        regions.put(
                new RegionId("na"),
                new RegionSpec(new RegionId("na"), List.of(), List.of(), List.of(), random.nextInt(10_000 - eu)));
        regions.put(RegionId.DEFAULT, new RegionSpec(RegionId.DEFAULT, List.of(), List.of(), List.of(), 0));
        NameSpec model = SPEC.names().values().iterator().next();
        int weight = random.nextInt(1, 100);
        List<TargetSpec> targets = model.targets().stream()
                .map(target -> {
                    int mine = target.cdn().equals(ORIGIN) ? 0 : target.cdn().equals(A) ? weight : 100 - weight;
                    TreeMap<RegionId, Integer> weights = new TreeMap<>();
                    regions.keySet().forEach(region -> weights.put(region, mine));
                    return new TargetSpec(target.cdn(), target.answer(), weights, "");
                })
                .toList();
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        names.put(
                model.name(),
                new NameSpec(
                        model.name(),
                        model.hosts(),
                        model.type(),
                        model.ttl(),
                        model.probes(),
                        List.copyOf(regions.keySet()),
                        model.quorum(),
                        targets,
                        model.fallbackOrder(),
                        model.providers(),
                        model.detect(),
                        model.failback(),
                        model.limits(),
                        model.automation(),
                        model.labels(),
                        true,
                        ""));
        return new Spec(
                "test",
                SPEC.credentials(),
                SPEC.providers(),
                regions,
                cdns,
                SPEC.vantages(),
                SPEC.controlGroup(),
                SPEC.probes(),
                names);
    }

    @Test
    void the_answer_is_the_same_each_time() {
        assertThat(rows(SPEC)).isEqualTo(rows(SPEC));
    }

    private static Spec with(CdnSpec cdn) {
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>(SPEC.cdns());
        cdns.put(cdn.id(), cdn);
        return new Spec(
                "test",
                SPEC.credentials(),
                SPEC.providers(),
                SPEC.regions(),
                cdns,
                SPEC.vantages(),
                SPEC.controlGroup(),
                SPEC.probes(),
                SPEC.names());
    }

    private static Capabilities oneOf() {
        Capabilities exact = FakeDnsProvider.EXACT;
        return new Capabilities(
                Capabilities.Weights.ONE_OF,
                1,
                exact.compareAndSet(),
                true,
                false,
                exact.propagation(),
                exact.types(),
                exact.ttlMin());
    }

    private static List<WhatIf.Row> rows(Spec spec) {
        return new WhatIf(
                        spec, id -> id.equals(DNS) ? Optional.of(FakeDnsProvider.EXACT) : Optional.empty(), World.START)
                .rows();
    }

    private static WhatIf.Row row(Spec spec, CdnId cdn) {
        return rows(spec).stream()
                .filter(row -> row.failure().equals(new WhatIf.Failure.OfCdn(cdn, Optional.empty())))
                .findFirst()
                .orElseThrow();
    }

    private static Shares shares(int a, int b, int origin) {
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        bp.put(A, a);
        bp.put(B, b);
        bp.put(ORIGIN, origin);
        return new Shares(bp);
    }
}
