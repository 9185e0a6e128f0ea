package dev.trimtab.core.loop;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.SafetyRuleSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What would follow from every single failure, from a configuration alone: the real planner and the real rules, in a world
 * where everything is healthy and then one thing is not. Nothing is measured, no load signal is taken, and nobody has
 * intervened.
 */
public final class WhatIf {
    /** One thing that fails. */
    public sealed interface Failure {
        /** A CDN, everywhere or for one region's users. */
        record OfCdn(CdnId cdn, Optional<RegionId> region) implements Failure {
            @Override
            public String toString() {
                return cdn + region.map(it -> " in " + it).orElse("");
            }
        }

        /** What stands behind every CDN. */
        record OfOrigin() implements Failure {
            @Override
            public String toString() {
                return "the origin behind every CDN";
            }
        }

        /** The API of a DNS service. */
        record OfProvider(ProviderId provider) implements Failure {
            @Override
            public String toString() {
                return "provider " + provider;
            }
        }
    }

    /**
     * A name under one failure.
     *
     * @param course shares by region, from before the failure to after it
     * @param ruling of the rules when it failed
     * @param settledAfter when the shares had stopped changing
     * @param restoredAfter how long after the end of the failure the shares were as before; empty when not by themselves
     *     within a day
     * @param notes what else a reader must know
     */
    public record Row(
            SteeredName name,
            Failure failure,
            WhatIfCourse.Course course,
            Ruling ruling,
            Optional<Duration> settledAfter,
            Optional<Duration> restoredAfter,
            List<String> notes) {}

    /** What decides a name's course; names that are alike in all of it are reckoned once. */
    private record Alike(
            List<TargetSpec> targets,
            List<CdnId> fallbackOrder,
            List<RegionId> regions,
            Division division,
            List<Object> policies,
            Failure failure) {}

    private final Spec spec;
    private final Function<ProviderId, Optional<Capabilities>> capabilities;
    private final Instant start;
    private final List<String> unheard;
    private final Map<Alike, Row> known = new HashMap<>();

    /**
     * @param capabilities of each provider; empty for one that this build does not know, which is taken to express
     *     everything
     * @param start when it all begins, for dates in the configuration
     */
    public WhatIf(Spec spec, Function<ProviderId, Optional<Capabilities>> capabilities, Instant start) {
        this.spec = withoutSignals(spec);
        this.unheard = spec.safetyRules().stream()
                .filter(rule -> rule.fact().signalled())
                .map(SafetyRuleSpec::id)
                .toList();
        this.capabilities = capabilities;
        this.start = start;
    }

    /** A rule about a signal cannot be asked where there is none: it is left out, and the notes say so. */
    private static Spec withoutSignals(Spec spec) {
        return spec.with(
                spec.digest(),
                spec.names(),
                spec.safetyRules().stream()
                        .filter(rule -> !rule.fact().signalled())
                        .toList());
    }

    /** Every name under every single failure, in order of names. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (NameSpec name : spec.names().values()) {
            List<Capabilities> can = capabilities(name);
            List<RegionId> regions = can.isEmpty() ? withDefault(name.regions()) : Steerable.regions(name, can);
            Division division = Steerable.division(can);
            for (Failure failure : failures(name, regions)) {
                rows.add(row(name, regions, division, failure));
            }
        }
        return rows;
    }

    private Row row(NameSpec name, List<RegionId> regions, Division division, Failure failure) {
        Alike alike = new Alike(
                name.targets(),
                name.fallbackOrder(),
                regions,
                division,
                List.of(name.failback(), name.limits(), name.providers(), name.steered(), name.regions()),
                failure);
        Row same = known.computeIfAbsent(alike, it -> reckoned(name, regions, division, failure));
        return new Row(
                name.name(),
                failure,
                same.course(),
                same.ruling(),
                same.settledAfter(),
                same.restoredAfter(),
                same.notes());
    }

    private Row reckoned(NameSpec name, List<RegionId> regions, Division division, Failure failure) {
        WhatIfCourse course = new WhatIfCourse(spec, name, regions, division, failure, start);
        WhatIfCourse.Course reckoned = course.reckon();
        return new Row(
                name.name(),
                failure,
                reckoned,
                course.ruling(),
                course.settledAfter(),
                course.restoredAfter(),
                notes(name, regions, failure, reckoned));
    }

    /** A sorry page that fails changes nothing: nobody looks at it. */
    private List<Failure> failures(NameSpec name, List<RegionId> regions) {
        List<Failure> failures = new ArrayList<>();
        for (TargetSpec target : name.targets()) {
            if (spec.cdn(target.cdn()).kind() == CdnKind.STATIC) {
                continue;
            }
            failures.add(new Failure.OfCdn(target.cdn(), Optional.empty()));
            if (regions.size() > 1) {
                regions.forEach(region -> failures.add(new Failure.OfCdn(target.cdn(), Optional.of(region))));
            }
        }
        failures.add(new Failure.OfOrigin());
        name.providers().forEach(provider -> failures.add(new Failure.OfProvider(provider)));
        return failures;
    }

    private List<String> notes(NameSpec name, List<RegionId> regions, Failure failure, WhatIfCourse.Course course) {
        List<String> notes = new ArrayList<>();
        if (!name.steered()) {
            notes.add("not steered: " + name.notSteeredBecause());
        }
        if (!unheard.isEmpty() && failure instanceof Failure.OfCdn) {
            notes.add("not asked, because only a signal tells their facts: " + String.join(", ", unheard));
        }
        if (failure instanceof Failure.OfProvider) {
            int others = name.providers().size() - 1;
            notes.add(
                    others == 0
                            ? "its only provider: DNS stays as it is and nothing can be moved until it is back (R24)"
                            : "changes reach " + others + " of " + (others + 1)
                                    + " providers; until it is back about half of the resolvers keep the old answer (R26)");
        } else if (regions.size() == 1 && name.regions().size() > 1) {
            notes.add("regions are not steered apart here: a fault in one moves everybody or nobody (R15)");
        }
        if (failure instanceof Failure.OfCdn failed && spec.cdn(failed.cdn()).kind() == CdnKind.EDGE) {
            name.targets().stream()
                    .map(TargetSpec::cdn)
                    .filter(cdn -> !cdn.equals(failed.cdn()))
                    .map(spec::cdn)
                    .filter(cdn -> !cdn.knownGaps().isEmpty())
                    .forEach(cdn -> notes.add(cdn.id() + " lacks: " + String.join(", ", cdn.knownGaps())));
        }
        for (TargetSpec target : name.targets()) {
            CdnSpec cdn = spec.cdn(target.cdn());
            boolean used = Stream.of(course.atOnce(), course.settled())
                    .flatMap(shares -> shares.values().stream())
                    .anyMatch(shares -> shares.of(cdn.id()) > 0);
            if (cdn.gated() && used) {
                notes.add(cdn.id()
                        + " is behind its gate: it gets this share when the gate has opened and looks prove it");
            }
            cdn.veto().ifPresent(reason -> notes.add(cdn.id() + " gets nothing (veto): " + reason));
            if (cdn.rates().declared() && Signals.NONE.askedOf(cdn).isEmpty()) {
                notes.add(cdn.id() + ": requests a second are not counted, nobody says how many are asked");
            }
        }
        return notes;
    }

    private List<Capabilities> capabilities(NameSpec name) {
        return name.providers().stream()
                .flatMap(provider -> capabilities.apply(provider).stream())
                .toList();
    }

    private static List<RegionId> withDefault(List<RegionId> regions) {
        List<RegionId> all = new ArrayList<>(regions);
        if (!all.contains(RegionId.DEFAULT)) {
            all.add(RegionId.DEFAULT);
        }
        return all;
    }
}
