package dev.trimtab.core.spec;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One steered name with everything that was asked for it, defaults filled in.
 *
 * @param hosts what users type; the name itself when the configuration says nothing
 * @param type what is published: a CNAME, or addresses
 * @param providers those whose zone holds the name
 * @param fallbackOrder who takes what configured weights cannot place, every target once
 * @param steered false when the configuration asks for something not built yet: it is looked at and never written
 * @param notSteeredBecause the sentence for {@code steered == false}
 */
public record NameSpec(
        SteeredName name,
        List<HostName> hosts,
        RecordType type,
        Duration ttl,
        List<ProbeId> probes,
        List<RegionId> regions,
        QuorumSpec quorum,
        List<TargetSpec> targets,
        List<CdnId> fallbackOrder,
        List<ProviderId> providers,
        DetectSpec detect,
        FailbackSpec failback,
        LimitsSpec limits,
        Automation automation,
        SortedMap<String, String> labels,
        boolean steered,
        String notSteeredBecause) {
    /** What the name's record set is made of. */
    public enum RecordType {
        CNAME,
        /** A and AAAA. */
        ADDRESS
    }

    public NameSpec {
        hosts = List.copyOf(hosts);
        probes = List.copyOf(probes);
        regions = List.copyOf(regions);
        targets = List.copyOf(targets);
        fallbackOrder = List.copyOf(fallbackOrder);
        providers = List.copyOf(providers);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        if (hosts.isEmpty() || targets.isEmpty() || regions.isEmpty()) {
            throw new IllegalArgumentException(name + " needs at least one host, one target and one region");
        }
    }

    /** With other targets. */
    public NameSpec with(List<TargetSpec> other) {
        return with(other, automation, steered, notSteeredBecause);
    }

    /** Trusted so far. */
    public NameSpec with(Automation trust) {
        return with(targets, trust, steered, notSteeredBecause);
    }

    /** As if it were written automatically, whatever its mode and whatever is not built: to ask what the engine would do. */
    public NameSpec written() {
        return with(targets, Automation.AUTO, true, "");
    }

    private NameSpec with(List<TargetSpec> other, Automation trust, boolean led, String notLedBecause) {
        return new NameSpec(
                name,
                hosts,
                type,
                ttl,
                probes,
                regions,
                quorum,
                other,
                fallbackOrder,
                providers,
                detect,
                failback,
                limits,
                trust,
                labels,
                led,
                notLedBecause);
    }

    public Optional<TargetSpec> target(CdnId cdn) {
        return targets.stream().filter(target -> target.cdn().equals(cdn)).findFirst();
    }
}
