package dev.trimtab.sim.engine;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Who plays in a script, as the engine is configured for it: the script gives targets, weights, capacities, regions and
 * agents, the {@link Conduct} everything else.
 *
 * @param regions users' part by region of the script
 * @param seats the agents
 * @param scopes kinds of probes by scope; {@link #ALL} is the name that carries the demand
 */
public record Cast(
        SortedMap<String, Double> regions,
        List<Role> roles,
        List<Seat> seats,
        SortedMap<String, SortedSet<ProbeKind>> scopes) {
    /** The scope of the name that carries all demand. */
    public static final String ALL = "";

    public static final ProviderId DNS = new ProviderId("dns");
    static final HostName HOST = new HostName("www.example.com");

    private static final RequestSpec REQUEST = new RequestSpec(
            "GET",
            RequestSpec.Scheme.HTTPS,
            "/",
            "{host}",
            List.of(RequestSpec.Protocol.HTTP1),
            new TreeMap<>(),
            0,
            RequestSpec.BODY_BYTES_DEFAULT,
            "");

    /**
     * A target's part.
     *
     * @param weight of 100 at the start
     * @param cap share of all demand that it can carry; above 1 is more than everything
     * @param hit and {@code cold}: cache hit ratios
     */
    public record Role(
            String id,
            CdnKind kind,
            double weight,
            double cap,
            SortedMap<String, Double> capRegion,
            double hit,
            double cold) {}

    /** An agent. */
    public record Seat(String id, String region, long network) {}

    /** The largest region is the engine's {@code default}: everybody lives somewhere. */
    RegionId regionId(String region) {
        return regionId(regions, region);
    }

    static RegionId regionId(SortedMap<String, Double> regions, String region) {
        if (region.equals(largest(regions))) {
            return RegionId.DEFAULT;
        }
        RegionId own = new RegionId(region.toLowerCase(Locale.ROOT));
        // A script may call a small region what the engine calls the largest.
        return own.equals(RegionId.DEFAULT) ? new RegionId("script-" + own.value()) : own;
    }

    private static String largest(SortedMap<String, Double> regions) {
        return regions.entrySet().stream()
                .max(Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow()
                .getKey();
    }

    public static CdnId cdn(String target) {
        return new CdnId(target.toLowerCase(Locale.ROOT));
    }

    static ProbeId probe(ProbeKind kind) {
        return new ProbeId(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The name that stands for a scope. */
    public SteeredName name(String scope) {
        int index = scopes.headMap(scope).size();
        return SteeredName.of("name-" + index + ".replay.example.net");
    }

    /** The configuration of this cast under a conduct. */
    public Spec spec(Conduct conduct, Duration step) {
        TreeMap<RegionId, RegionSpec> regionSpecs = new TreeMap<>();
        regions.forEach((region, users) -> regionSpecs.put(
                regionId(region), new RegionSpec(regionId(region), List.of(), List.of(), List.of(), (int)
                        Math.round(users * Shares.WHOLE))));
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>();
        roles.forEach(role -> cdns.put(cdn(role.id()), cdn(role)));
        TreeMap<VantageId, VantageSpec> vantages = new TreeMap<>();
        for (Seat seat : seats) {
            VantageId id = new VantageId(seat.id());
            vantages.put(
                    id, new VantageSpec(id, regionId(seat.region()), new Network(seat.network()), Optional.empty()));
        }
        TreeMap<ProbeId, ProbeSpec> probes = new TreeMap<>();
        for (ProbeKind kind : ProbeKind.values()) {
            probes.put(probe(kind), new ProbeSpec(probe(kind), kind, REQUEST, List.of()));
        }
        TreeMap<ProviderId, ProviderSpec> providers = new TreeMap<>();
        providers.put(DNS, new ProviderSpec(DNS, "embedded", "replay.example.net.", Optional.empty(), new TreeMap<>()));
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        scopes.forEach((scope, kinds) -> names.put(name(scope), name(scope, kinds, conduct, step)));
        return new Spec(
                "replay",
                new TreeMap<>(),
                providers,
                regionSpecs,
                cdns,
                vantages,
                List.of(),
                probes,
                names,
                conduct.askable(cdns.keySet()),
                conduct.publish());
    }

    private CdnSpec cdn(Role role) {
        TreeMap<RegionId, Integer> caps = new TreeMap<>();
        role.capRegion().forEach((region, cap) -> caps.put(regionId(region), (int) Math.floor(cap * Shares.WHOLE)));
        Optional<CdnSpec.Cache> cache = role.kind() == CdnKind.ORIGIN
                ? Optional.empty()
                : Optional.of(new CdnSpec.Cache(role.hit(), Math.min(role.cold(), role.hit())));
        return new CdnSpec(
                cdn(role.id()),
                role.kind(),
                (int) Math.floor(Math.min(10, role.cap()) * Shares.WHOLE),
                false,
                List.of(),
                caps,
                cache,
                0,
                Optional.empty());
    }

    private NameSpec name(String scope, SortedSet<ProbeKind> kinds, Conduct conduct, Duration step) {
        List<TargetSpec> targets = new ArrayList<>();
        for (Role role : roles) {
            TreeMap<RegionId, Integer> weights = new TreeMap<>();
            regions.keySet().forEach(region -> weights.put(regionId(region), (int) Math.round(role.weight() * 100)));
            Answer answer = new Answer.Cname(new HostName(cdn(role.id()) + ".cdn.example.net"));
            targets.add(new TargetSpec(cdn(role.id()), answer, weights, ""));
        }
        List<CdnId> fallback = roles.stream()
                .sorted(Comparator.comparing(Role::kind))
                .map(role -> cdn(role.id()))
                .toList();
        return new NameSpec(
                name(scope),
                List.of(HOST),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(60),
                kinds.stream().map(Cast::probe).toList(),
                regions.keySet().stream().map(this::regionId).sorted().toList(),
                conduct.quorum(),
                targets,
                fallback,
                List.of(DNS),
                conduct.detect(step),
                conduct.failback(),
                conduct.limits(),
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
    }
}
