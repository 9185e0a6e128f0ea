package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.ORIGIN;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.Fact;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.SafetyRuleSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Configurations for a {@link Course}. */
final class CourseSpecs {
    private CourseSpecs() {}

    /** Now and then without a name, with one that only recommends or observes, with a rule of the operator's own, with a gate. */
    static Spec any(SplittableRandom random) {
        Spec spec = spec(500 + random.nextInt(3) * 500, random.nextInt(3) == 0);
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>(spec.names());
        if (random.nextInt(3) == 0) {
            names.remove(Course.name(random.nextInt(Course.NAMES)));
        }
        if (random.nextBoolean()) {
            NameSpec other = World.spec(
                            random.nextBoolean() ? Automation.RECOMMEND : Automation.OBSERVE,
                            new LimitsSpec(1_000, 120, 40))
                    .names()
                    .get(World.WWW);
            names.computeIfPresent(Course.name(random.nextInt(Course.NAMES)), (id, old) -> named(other, id));
        }
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>(spec.cdns());
        if (random.nextBoolean()) {
            cdns.put(ORIGIN, GateTest.gatedOrigin());
        }
        List<SafetyRuleSpec> rules = random.nextBoolean()
                ? List.of()
                : List.of(new SafetyRuleSpec(
                        "b-at-most-80",
                        Fact.SHARE_OF,
                        Optional.of(B),
                        SafetyRuleSpec.Bound.AT_MOST,
                        8_000,
                        Duration.ZERO));
        return new Spec(
                "test",
                spec.credentials(),
                spec.providers(),
                spec.regions(),
                cdns,
                spec.vantages(),
                List.of(),
                spec.probes(),
                names,
                rules,
                spec.publish());
    }

    static Spec spec(int returnBp, boolean ends) {
        Spec one = World.spec(Automation.AUTO, new LimitsSpec(returnBp, 120, 40));
        NameSpec model = one.names().get(World.WWW);
        TreeMap<SteeredName, NameSpec> all = new TreeMap<>();
        for (int i = 0; i < Course.NAMES; i++) {
            all.put(Course.name(i), named(model, Course.name(i)));
        }
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>(one.cdns());
        if (ends) {
            CdnSpec b = one.cdn(B);
            cdns.put(
                    B,
                    new CdnSpec(
                            b.id(),
                            b.kind(),
                            b.maxShareBp(),
                            b.standby(),
                            b.knownGaps(),
                            b.regionCapsBp(),
                            b.cache(),
                            b.warmBp(),
                            Optional.of(Course.MIDNIGHT
                                    .atZone(ZoneOffset.UTC)
                                    .toLocalDate()
                                    .plusDays(1))));
        }
        return new Spec(
                "test",
                one.credentials(),
                one.providers(),
                one.regions(),
                cdns,
                one.vantages(),
                List.of(),
                one.probes(),
                all,
                List.of(),
                one.publish());
    }

    private static NameSpec named(NameSpec model, SteeredName name) {
        return new NameSpec(
                name,
                model.hosts(),
                model.type(),
                model.ttl(),
                model.probes(),
                List.of(RegionId.DEFAULT, new RegionId("eu")),
                model.quorum(),
                model.targets(),
                model.fallbackOrder(),
                model.providers(),
                model.detect(),
                model.failback(),
                model.limits(),
                model.automation(),
                model.labels(),
                true,
                "");
    }
}
