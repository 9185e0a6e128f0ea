package dev.trimtab.controller.http;

import dev.trimtab.core.judge.HealthState;
import dev.trimtab.core.judge.Mute;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.judge.Vote;
import dev.trimtab.core.loop.Delivery;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.safety.Surroundings;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import dev.trimtab.core.verify.Verification;
import dev.trimtab.store.StoreState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rounds made by hand: one name, two CDNs of which one has failed, three vantages, one provider. */
public final class Rounds {
    public static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    public static final StoreState STORE = new StoreState("file", true, NOW, "");
    public static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    public static final CdnId EAST = new CdnId("east");
    public static final CdnId WEST = new CdnId("west");
    private static final ProviderId EMBEDDED = new ProviderId("embedded");

    private Rounds() {}

    /** West has failed and everything went to east. */
    public static RoundView westIsOut() {
        return round(3, Verdict.State.UNHEALTHY, Optional.of(new Leadership.Lease(7, Duration.ofSeconds(15))));
    }

    public static RoundView allIsWell() {
        return round(3, Verdict.State.HEALTHY, Optional.of(new Leadership.Lease(7, Duration.ofSeconds(15))));
    }

    public static RoundView follower() {
        return round(3, Verdict.State.UNHEALTHY, Optional.empty());
    }

    /** One network is configured and two must report. */
    public static RoundView quorumImpossible() {
        return round(1, Verdict.State.UNKNOWN, Optional.of(new Leadership.Lease(7, Duration.ofSeconds(15))));
    }

    private static RoundView round(int vantages, Verdict.State west, Optional<Leadership.Lease> lease) {
        TreeMap<VantageId, VantageSpec> specs = new TreeMap<>();
        TreeMap<VantageId, RoundView.VantageView> views = new TreeMap<>();
        List<String> ids = List.of("ams", "fra", "iad").subList(0, vantages);
        for (int i = 0; i < ids.size(); i++) {
            VantageId id = new VantageId(ids.get(i));
            Network network = new Network(64500 + i);
            specs.put(id, new VantageSpec(id, new RegionId("eu"), network, Optional.empty()));
            views.put(id, new RoundView.VantageView(id, network, Optional.of(Duration.ofMillis(400)), 2));
        }
        NameSpec name = name();
        Spec spec = new Spec(
                "d1ge57",
                new TreeMap<>(),
                new TreeMap<>(Map.of(
                        EMBEDDED,
                        new ProviderSpec(
                                EMBEDDED, "embedded", "steer.example.com.", Optional.empty(), new TreeMap<>()))),
                new TreeMap<>(),
                new TreeMap<>(Map.of(
                        EAST, new CdnSpec(EAST, CdnKind.EDGE, 10_000, false, List.of("no A/B cookie routing")),
                        WEST, new CdnSpec(WEST, CdnKind.EDGE, 10_000, false, List.of()))),
                specs,
                List.of(),
                new TreeMap<>(),
                new TreeMap<>(Map.of(WWW, name)));
        NameView view = nameView(name, west, List.copyOf(specs.values()));
        return new RoundView(
                NOW,
                spec,
                lease,
                views,
                new TreeMap<>(Map.of(WWW, view)),
                new TreeMap<>(Map.of(EMBEDDED, lever())),
                List.of(),
                Signals.NONE,
                new Leadership.Sight(Optional.of("ctl-1"), 7, "ctl-1 leads with fence 7"));
    }

    /** One whose trial writes are accepted. */
    private static Lever lever() {
        return Lever.UNTRIED.next(new Lever.Trial(NOW.minusSeconds(60), true, "accepted"));
    }

    /** The same with a provider that takes no writes any more. */
    public static RoundView leverLost(RoundView round) {
        Lever lost = lever();
        for (int i = 0; i < Lever.FAILURES; i++) {
            lost = lost.next(new Lever.Trial(NOW.minusSeconds(50 - i), false, "embedded does not answer"));
        }
        return new RoundView(
                round.at(),
                round.spec(),
                round.lease(),
                round.vantages(),
                round.names(),
                new TreeMap<>(Map.of(EMBEDDED, lost)),
                round.orphans(),
                round.signals(),
                round.leader());
    }

    /** The same with a vantage that is not believed. */
    public static RoundView muted(RoundView round, String vantage, Mute mute) {
        TreeMap<VantageId, RoundView.VantageView> vantages = new TreeMap<>(round.vantages());
        vantages.computeIfPresent(
                new VantageId(vantage),
                (id, seen) -> new RoundView.VantageView(
                        id, seen.network(), seen.reportAge(), seen.observations(), Optional.of(mute)));
        return new RoundView(
                round.at(),
                round.spec(),
                round.lease(),
                vantages,
                round.names(),
                round.levers(),
                round.orphans(),
                round.signals(),
                round.leader());
    }

    private static NameView nameView(NameSpec spec, Verdict.State west, List<VantageSpec> vantages) {
        boolean out = west == Verdict.State.UNHEALTHY;
        Shares split = out ? shares(10_000, 0) : shares(5_000, 5_000);
        Decision decision = decision(split, new Ruling.Allow(), out ? "west is unhealthy" : "as configured");
        Publication publication = new Publication(
                decision.wanted().orElseThrow(), new Generation(7, 3), Move.ESCAPE, NOW.minusSeconds(9));
        Delivery delivery = new Delivery(
                EMBEDDED,
                Delivery.State.HELD,
                Optional.of(publication.recordSet(spec, "0123456789abcdef")),
                new Generation(7, 3),
                NOW.minusSeconds(8),
                Optional.of(new Verification.Converged(1)),
                0,
                Instant.EPOCH,
                "");
        SortedMap<CdnId, Verdict> verdicts = new TreeMap<>(Map.of(
                EAST, verdict(EAST, west == Verdict.State.UNKNOWN ? west : Verdict.State.HEALTHY, vantages),
                WEST, verdict(WEST, west, vantages)));
        Places places = out
                ? new Places(new TreeMap<>(Map.of(
                        new Places.Key(RegionId.DEFAULT, WEST),
                        Place.IN.with(new Standing.Out(
                                NOW.minusSeconds(10), Duration.ofMinutes(20), Optional.of(NOW.minusSeconds(5)))))))
                : Places.NONE;
        return new NameView(
                spec,
                new TreeMap<>(Map.of(RegionId.DEFAULT, verdicts)),
                List.of(),
                places,
                decision,
                Optional.of(decision),
                Optional.of(publication),
                new TreeMap<>(Map.of(EMBEDDED, delivery)),
                Division.WEIGHTS,
                List.of(NOW.minusSeconds(9)),
                Surroundings.NONE);
    }

    /** A check of the page through a CDN, as an assignment holds it. */
    public static Check check(SteeredName name, String cdn, Map<String, String> headers) {
        return new Check(
                new CheckId(
                        new TargetId(name, new CdnId(cdn)),
                        new HostName("www.example.com"),
                        new ProbeId("page"),
                        CheckId.Family.V4),
                new Answer.Cname(new HostName(cdn + ".cdn.example")),
                "192.0.2.1:443",
                new RequestSpec(
                        "GET",
                        RequestSpec.Scheme.HTTPS,
                        "/",
                        "www.example.com",
                        List.of(RequestSpec.Protocol.HTTP1),
                        new TreeMap<>(headers),
                        0,
                        1024,
                        ""),
                List.of(),
                new DetectSpec(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 6, Duration.ofMinutes(5)));
    }

    private static Verdict verdict(CdnId cdn, Verdict.State state, List<VantageSpec> vantages) {
        boolean bad = state == Verdict.State.UNHEALTHY;
        Optional<FailureClass> cause = bad ? Optional.of(FailureClass.STATUS) : Optional.empty();
        List<Vote> votes = new ArrayList<>();
        for (VantageSpec vantage : vantages) {
            votes.add(new Vote(
                    vantage.id(),
                    vantage.network(),
                    CheckId.Family.V4,
                    bad ? HealthState.UNHEALTHY : HealthState.HEALTHY,
                    NOW.minusSeconds(10),
                    cause,
                    bad ? "page of www.example.com: 2 failed looks in a row, fall 2 (status): 500" : "clean"));
        }
        String reason = bad ? "3 of 3 networks say unhealthy, 2 needed (R8)" : votes.size() + " networks say usable";
        return new Verdict(
                new TargetId(WWW, cdn),
                RegionId.DEFAULT,
                state,
                NOW.minusSeconds(10),
                cause,
                votes.size(),
                votes.size(),
                votes,
                reason);
    }

    private static NameSpec name() {
        return new NameSpec(
                WWW,
                List.of(new HostName("www.example.com")),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(30),
                List.of(new ProbeId("page")),
                List.of(RegionId.DEFAULT),
                new QuorumSpec(2, 2),
                List.of(target(EAST), target(WEST)),
                List.of(EAST, WEST),
                List.of(EMBEDDED),
                new DetectSpec(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 6, Duration.ofMinutes(1)),
                new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1_000,
                        Duration.ofMinutes(5)),
                new LimitsSpec(3_000, 18, 6),
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
    }

    private static TargetSpec target(CdnId cdn) {
        return new TargetSpec(
                cdn,
                new Answer.Cname(new HostName(cdn + ".cdn.example")),
                new TreeMap<>(Map.of(RegionId.DEFAULT, 50)),
                "");
    }

    public static Shares shares(int eastBp, int westBp) {
        return new Shares(new TreeMap<>(Map.of(EAST, eastBp, WEST, westBp)));
    }

    public static Decision decision(Shares shares, Ruling ruling, String because) {
        Plan plan = new Plan(
                WWW,
                new TreeMap<>(Map.of(RegionId.DEFAULT, shares)),
                new TreeMap<>(Map.of(RegionId.DEFAULT, List.of(because))));
        Decision.Disposition disposition =
                ruling instanceof Ruling.Hold ? Decision.Disposition.HOLD : Decision.Disposition.WRITE;
        return new Decision(Optional.of(plan), Move.ESCAPE, ruling, disposition, because, NOW);
    }

    /** What a drain would do: everything to the other one; east is guarded by a rule unless that is overridden. */
    public static SortedMap<SteeredName, Decision> decide(List<Intervention> interventions) {
        boolean east = interventions.stream()
                .anyMatch(one -> one instanceof Intervention.Drain drain
                        && drain.cdn().equals(EAST)
                        && !drain.claim().overridesRules().contains("one-edge-live"));
        Ruling ruling = east
                ? new Ruling.Hold("one-edge-live", "0 live edges would be left, 1 needed", "a healthy verdict of west")
                : new Ruling.Allow();
        return new TreeMap<>(
                Map.of(WWW, decision(east ? shares(0, 10_000) : shares(10_000, 0), ruling, "an operator's drain")));
    }
}
