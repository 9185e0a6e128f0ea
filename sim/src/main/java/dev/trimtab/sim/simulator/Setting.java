package dev.trimtab.sim.simulator;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import dev.trimtab.sim.ports.SimProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The installation of one seed: how many of everything, and how it is configured.
 *
 * @param spec what is configured at the start
 * @param controllers how many compete for the lease
 * @param capabilities of the DNS service
 * @param zones how many DNS services hold the names
 * @param round pause between two rounds of a controller
 * @param sharedStore whether controllers keep plans in one store
 * @param signals whether the engine is told demand and cache hit ratios
 * @param day how far demand swings around 1
 */
record Setting(
        Spec spec,
        int controllers,
        Capabilities capabilities,
        int zones,
        Duration round,
        boolean sharedStore,
        boolean signals,
        double day) {
    static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    static final SteeredName API = SteeredName.of("api.steer.example.com");

    /** Configured, and held by another installation: never touched. */
    static final SteeredName FOREIGN = SteeredName.of("taken.steer.example.com");

    static final ProbeId PROBE = new ProbeId("home");
    static final ProbeId ORIGIN_PROBE = new ProbeId("origin-open");
    static final HostName HOST = new HostName("www.example.com");
    static final CdnId ORIGIN = new CdnId("origin");

    static final CdnId SORRY = new CdnId("sorry");

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

    static Setting of(long seed) {
        Dice dice = Dice.of(seed, "setting");
        int vantages = dice.between(3, 9);
        boolean apart = vantages >= 6 && dice.chance(0.6);
        Capabilities capabilities =
                dice.chance(0.35) ? SimProvider.UNCONDITIONAL : apart ? SimProvider.REGIONAL : SimProvider.GLOBAL;
        return new Setting(
                spec(dice, vantages, apart),
                dice.between(1, 3),
                capabilities,
                dice.chance(0.2) ? 2 : 1,
                Duration.ofSeconds(dice.pick(List.of(4, 5))),
                dice.chance(0.7),
                dice.chance(0.5),
                dice.chance(0.5) ? 0.2 : 0);
    }

    NameSpec www() {
        return Objects.requireNonNull(spec.names().get(WWW), "every installation steers www");
    }

    ProviderId zone(int number) {
        return new ProviderId("dns-" + number);
    }

    private static Spec spec(Dice dice, int vantages, boolean apart) {
        int edges = dice.between(2, 4);
        List<CdnId> cdns = new ArrayList<>();
        for (int i = 0; i < edges; i++) {
            cdns.add(new CdnId("edge-" + (char) ('a' + i)));
        }
        cdns.add(ORIGIN);
        boolean sorry = dice.chance(0.2);
        if (sorry) {
            cdns.add(SORRY);
        }
        // Caches load the origin only where somebody has declared them; elsewhere it has room for every miss.
        Optional<CdnSpec.Cache> cache = dice.chance(0.4) ? Optional.of(new CdnSpec.Cache(0.95, 0.6)) : Optional.empty();
        TreeMap<CdnId, CdnSpec> cdnSpecs = new TreeMap<>();
        for (CdnId cdn : cdns) {
            CdnKind kind = kind(cdn);
            boolean origin = kind == CdnKind.ORIGIN;
            int cap = origin ? 100 * dice.between(10, 40) : dice.chance(0.25) ? 100 * dice.between(70, 90) : 10_000;
            cdnSpecs.put(
                    cdn,
                    new CdnSpec(
                            cdn,
                            kind,
                            kind == CdnKind.STATIC ? Shares.WHOLE : cap,
                            false,
                            List.of(),
                            new TreeMap<>(),
                            kind == CdnKind.EDGE ? cache : Optional.empty(),
                            0,
                            Optional.empty()));
        }
        List<RegionId> regions =
                apart ? List.of(RegionId.DEFAULT, new RegionId("eu"), new RegionId("na")) : List.of(RegionId.DEFAULT);
        TreeMap<RegionId, RegionSpec> regionSpecs = new TreeMap<>();
        if (apart) {
            for (RegionId region : regions) {
                int users = region.equals(RegionId.DEFAULT) ? 2_000 : 4_000;
                regionSpecs.put(region, new RegionSpec(region, List.of(), List.of(), List.of(), users));
            }
        }
        boolean neighbours = vantages >= 5 && dice.chance(0.2);
        TreeMap<VantageId, VantageSpec> places = new TreeMap<>();
        for (int i = 0; i < vantages; i++) {
            VantageId id = new VantageId("v" + i);
            RegionId region = apart ? regions.get(1 + i % 2) : RegionId.DEFAULT;
            // Two that leave through one network are one voice.
            int network = i == 2 && neighbours ? 0 : i;
            places.put(id, new VantageSpec(id, region, new Network(64_500L + network), Optional.empty()));
        }
        TreeMap<ProbeId, ProbeSpec> probes = new TreeMap<>();
        probes.put(PROBE, new ProbeSpec(PROBE, ProbeKind.APPLICATION, REQUEST, List.of()));
        probes.put(ORIGIN_PROBE, new ProbeSpec(ORIGIN_PROBE, ProbeKind.ORIGIN_PUBLIC, REQUEST, List.of()));
        TreeMap<ProviderId, ProviderSpec> providers = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            ProviderId id = new ProviderId("dns-" + i);
            providers.put(
                    id, new ProviderSpec(id, "embedded", "steer.example.com.", Optional.empty(), new TreeMap<>()));
        }
        Duration interval = Duration.ofSeconds(dice.pick(List.of(10, 10, 4)));
        NameSpec www = name(dice, WWW, cdns, regions, vantages, interval);
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        names.put(WWW, www);
        if (dice.chance(0.3)) {
            names.put(API, name(dice, API, cdns, regions, vantages, interval));
        }
        if (dice.chance(0.3)) {
            names.put(FOREIGN, name(dice, FOREIGN, cdns, regions, vantages, interval));
        }
        return new Spec("seeded", new TreeMap<>(), providers, regionSpecs, cdnSpecs, places, List.of(), probes, names);
    }

    private static NameSpec name(
            Dice dice, SteeredName name, List<CdnId> cdns, List<RegionId> regions, int vantages, Duration interval) {
        List<TargetSpec> targets = new ArrayList<>();
        for (CdnId cdn : cdns) {
            int weight = kind(cdn) == CdnKind.EDGE ? dice.between(10, 60) : 0;
            TreeMap<RegionId, Integer> weights = new TreeMap<>();
            regions.forEach(region -> weights.put(region, weight));
            targets.add(new TargetSpec(cdn, answer(cdn), weights, ""));
        }
        // The product's defaults in one seed of three; quicker returns elsewhere, so that an hour sees many of them.
        FailbackSpec failback = dice.chance(0.33)
                ? new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1_000,
                        Duration.ofMinutes(5))
                : new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(dice.between(1, 4)),
                        Duration.ofMinutes(10),
                        true,
                        100,
                        dice.pick(List.of(1_000, 2_500)),
                        Duration.ofSeconds(dice.pick(List.of(30, 60))));
        LimitsSpec limits = failback.stepEvery().toMinutes() >= 5
                ? new LimitsSpec(1_000, 18, 6)
                : new LimitsSpec(failback.stepMaxBp(), 90, 30);
        return new NameSpec(
                name,
                List.of(HOST),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(dice.pick(List.of(30, 60))),
                List.of(PROBE, ORIGIN_PROBE),
                regions,
                vantages >= 5 && regions.size() == 1 ? new QuorumSpec(2, 3) : new QuorumSpec(2, 2),
                targets,
                cdns,
                List.of(new ProviderId("dns-0"), new ProviderId("dns-1")),
                new DetectSpec(interval, Duration.ofSeconds(2), 2, dice.between(3, 6), Duration.ofMinutes(5)),
                failback,
                limits,
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
    }

    private static CdnKind kind(CdnId cdn) {
        return cdn.equals(ORIGIN) ? CdnKind.ORIGIN : cdn.equals(SORRY) ? CdnKind.STATIC : CdnKind.EDGE;
    }

    static Answer answer(CdnId cdn) {
        return new Answer.Cname(new HostName(cdn.value() + ".example.net"));
    }

    /** The same configuration with other weights of a name. */
    static Spec reweighed(Spec spec, Dice dice) {
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>(spec.names());
        NameSpec old = dice.pick(List.copyOf(names.values()));
        List<TargetSpec> targets = new ArrayList<>();
        for (TargetSpec target : old.targets()) {
            int weight = kind(target.cdn()) == CdnKind.EDGE ? dice.between(10, 60) : 0;
            TreeMap<RegionId, Integer> weights = new TreeMap<>();
            target.weights().keySet().forEach(region -> weights.put(region, weight));
            targets.add(new TargetSpec(target.cdn(), target.answer(), weights, ""));
        }
        names.put(old.name(), old.with(targets));
        return with(spec, names);
    }

    /** The same configuration with every name trusted so far. */
    static Spec automated(Spec spec, Automation automation) {
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        spec.names().forEach((id, name) -> names.put(id, name.with(automation)));
        return with(spec, names);
    }

    private static Spec with(Spec spec, TreeMap<SteeredName, NameSpec> names) {
        return spec.with(spec.digest() + "'", names, spec.safetyRules());
    }

    /** Whether this CDN carries anything of the whole at most. */
    static double capacity(CdnSpec cdn) {
        return (double) cdn.maxShareBp() / Shares.WHOLE;
    }
}
