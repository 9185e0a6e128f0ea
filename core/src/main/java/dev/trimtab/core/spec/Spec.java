package dev.trimtab.core.spec;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The whole configuration: complete, consistent and immutable. Every reference in it resolves; the reader has seen to it.
 *
 * @param digest SHA-256 of the text that it was read from, in hex: the generation that events and answers name
 * @param controlGroup URLs that a vantage must be able to see to be believed (R7)
 * @param safetyRules the operator's own, asked after the built-in ones
 * @param publish how plans reach the providers
 */
public record Spec(
        String digest,
        SortedMap<String, CredentialSpec> credentials,
        SortedMap<ProviderId, ProviderSpec> providers,
        SortedMap<RegionId, RegionSpec> regions,
        SortedMap<CdnId, CdnSpec> cdns,
        SortedMap<VantageId, VantageSpec> vantages,
        List<String> controlGroup,
        SortedMap<ProbeId, ProbeSpec> probes,
        SortedMap<SteeredName, NameSpec> names,
        List<SafetyRuleSpec> safetyRules,
        PublishSpec publish) {
    public Spec {
        credentials = frozen(credentials);
        providers = frozen(providers);
        regions = frozen(regions);
        cdns = frozen(cdns);
        vantages = frozen(vantages);
        controlGroup = List.copyOf(controlGroup);
        probes = frozen(probes);
        names = frozen(names);
        safetyRules = List.copyOf(safetyRules);
    }

    /** Without rules of the operator's own, published as by default. */
    public Spec(
            String digest,
            SortedMap<String, CredentialSpec> credentials,
            SortedMap<ProviderId, ProviderSpec> providers,
            SortedMap<RegionId, RegionSpec> regions,
            SortedMap<CdnId, CdnSpec> cdns,
            SortedMap<VantageId, VantageSpec> vantages,
            List<String> controlGroup,
            SortedMap<ProbeId, ProbeSpec> probes,
            SortedMap<SteeredName, NameSpec> names) {
        this(
                digest,
                credentials,
                providers,
                regions,
                cdns,
                vantages,
                controlGroup,
                probes,
                names,
                List.of(),
                PublishSpec.DEFAULT);
    }

    /** Another generation, with other names and rules and all else the same. */
    public Spec with(String generation, SortedMap<SteeredName, NameSpec> others, List<SafetyRuleSpec> rules) {
        return new Spec(
                generation,
                credentials,
                providers,
                regions,
                cdns,
                vantages,
                controlGroup,
                probes,
                others,
                rules,
                publish);
    }

    /** The CDN of a target; the reader has resolved it. */
    public CdnSpec cdn(CdnId id) {
        CdnSpec cdn = cdns.get(id);
        if (cdn == null) {
            throw new IllegalStateException("no CDN " + id + " in this configuration");
        }
        return cdn;
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> frozen(SortedMap<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
