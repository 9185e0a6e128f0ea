package dev.trimtab.core.judge;

import dev.trimtab.core.spec.FailureClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a fault lies, told by looking at all targets of a name in one region together. */
final class Attributing {
    /** Faults at once that point to what they share. */
    private static final int SHARED_BY = 2;

    /** An edge that fails this many times as often as the origin, and this much more, fails by itself. */
    private static final double TIMES_ORIGIN = 3;

    private static final double OVER_ORIGIN = 0.2;

    /** An origin is well again after so many times its two newest looks. */
    private static final int OVER_TIMES = 4;

    /** Failing part of an edge's newest looks that nothing of the past explains. */
    private static final double STILL_FAILS = 0.5;

    private final List<Hearing> all;
    private final List<Hearing> edges;
    private final List<Hearing> origins;

    Attributing(List<Hearing> hearings) {
        this.all = hearings;
        List<Hearing> knownEdges = new ArrayList<>(hearings.size());
        List<Hearing> knownOrigins = new ArrayList<>(hearings.size());
        for (Hearing hearing : hearings) {
            if (hearing.known() && hearing.edge()) {
                knownEdges.add(hearing);
            } else if (hearing.known() && hearing.origin()) {
                knownOrigins.add(hearing);
            }
        }
        this.edges = knownEdges;
        this.origins = knownOrigins;
    }

    /**
     * What is found of one target.
     *
     * @param reason of the attribution, empty when nothing fails
     */
    record Finding(Verdict.State state, Attribution attribution, String reason) {}

    Finding find(Hearing target) {
        boolean ill = target.state() == Verdict.State.UNHEALTHY || target.state() == Verdict.State.DEGRADED;
        if (!ill) {
            return target.challengedAlone()
                    ? new Finding(
                            target.state(),
                            Attribution.PROBE_REPUTATION,
                            "challenged from too few networks to be an outage: the prober's reputation (R3)")
                    : new Finding(target.state(), Attribution.NONE, "");
        }
        if (target.targetDns()) {
            return new Finding(target.state(), Attribution.TARGET_DNS, "the target's name is at fault (R5, R6)");
        }
        if (target.challengedByQuorum()) {
            return new Finding(
                    target.state(), Attribution.CHALLENGE, "a challenge page stands before ours for a quorum (R3)");
        }
        if (target.origin()) {
            return new Finding(
                    target.state(),
                    belowHttpEverywhere() ? Attribution.OURSELVES : Attribution.ORIGIN,
                    belowHttpEverywhere() ? everythingFails() : "the origin itself fails (R10)");
        }
        if (target.edge() && target.failing()) {
            return edge(target);
        }
        return new Finding(target.state(), everyTargetRed() ? Attribution.OURSELVES : Attribution.EDGE, "");
    }

    private Finding edge(Hearing edge) {
        if (sharedOrigin(edge)) {
            if (belowHttpEverywhere()) {
                return new Finding(Verdict.State.ORIGIN_FAULT, Attribution.OURSELVES, everythingFails());
            }
            return new Finding(Verdict.State.ORIGIN_FAULT, Attribution.ORIGIN, originBecause(edge));
        }
        if (everyTargetRed()) {
            return new Finding(edge.state(), Attribution.OURSELVES, everythingFails());
        }
        boolean othersReachIt = edges.stream().anyMatch(other -> other != edge && other.throughFine());
        if (edge.throughFails() && edge.cachedFine() && othersReachIt) {
            return new Finding(
                    edge.state(),
                    Attribution.PATH,
                    "misses and pages fail, cached objects do not, and another edge reaches the same origin: the path"
                            + " between them (R4)");
        }
        return new Finding(edge.state(), Attribution.EDGE, "the edge itself fails (R10)");
    }

    /** The same failure on two edges or more, that what lies behind all of them explains (R10). */
    private boolean sharedOrigin(Hearing edge) {
        List<Hearing> failing = edges.stream().filter(Hearing::ailing).toList();
        if (failing.size() < Math.min(SHARED_BY, edges.size())) {
            return false;
        }
        boolean originSick = origins.stream().anyMatch(origin -> origin.sickBehind() && !overFor(origin, edge));
        if (edge.cachedFails()) {
            // The edge fails by itself, unless all do: then it is what they share, or us.
            return originSick && edges.stream().allMatch(Hearing::cachedFails) && explained(edge);
        }
        if (originSick && explained(edge)) {
            return true;
        }
        return edges.size() >= SHARED_BY && edges.stream().allMatch(one -> one.throughFails() && one.cachedFine());
    }

    /**
     * Whether an origin that was sick has been well for long enough to see that it is not what makes the edge fail now, or
     * that the edge is well again as it is: an origin and what stands before it recover some looks apart.
     */
    private static boolean overFor(Hearing origin, Hearing edge) {
        Counts since = origin.evidence().fresh();
        Counts newest = edge.evidence().last();
        return origin.evidence().last().failed() == 0
                && since.looks() >= OVER_TIMES * origin.evidence().last().looks()
                && !since.exceeds(origin.evidence().cleanLimit(), Health.ALPHA)
                && (newest.failed() == 0 || newest.ratio() >= STILL_FAILS);
    }

    /** Whether the origin fails about as often as the edge: an edge that is down is not down for a few errors behind it. */
    private boolean explained(Hearing edge) {
        double behind = origins.stream()
                .mapToDouble(origin -> origin.evidence().window().ratio())
                .max()
                .orElse(0);
        double mine = edge.through().looks() > 0
                ? edge.through().ratio()
                : edge.evidence().window().ratio();
        return mine <= TIMES_ORIGIN * behind + OVER_ORIGIN;
    }

    private boolean everyTargetRed() {
        return all.size() >= SHARED_BY
                && all.stream().allMatch(one -> one.state() == Verdict.State.UNHEALTHY && !one.cachedFine());
    }

    /** Every target fails before HTTP is spoken, in one and the same way: that is not two vendors and an origin. */
    private boolean belowHttpEverywhere() {
        Optional<FailureClass> cause = all.get(0).cause();
        return everyTargetRed()
                && cause.map(one -> switch (one) {
                            case TLS, CONNECT, DNS, NXDOMAIN, NODATA, SERVFAIL, DNS_TIMEOUT -> true;
                            default -> false;
                        })
                        .orElse(false)
                && all.stream().allMatch(one -> one.cause().equals(cause));
    }

    private String everythingFails() {
        return "all " + all.size() + " targets fail at once in the same way: it is us or what they share (R9)";
    }

    private String originBecause(Hearing edge) {
        long failing = edges.stream().filter(Hearing::ailing).count();
        String sick = origins.stream()
                .filter(Hearing::sickBehind)
                .findFirst()
                .map(origin -> "the origin fails " + origin.evidence().window())
                .orElse("all edges fail on what they fetch from it");
        String cached = edge.cachedFine() ? ", cached objects of this edge come as ever" : "";
        return String.format(
                Locale.ROOT, "%d of %d edges fail at once, %s%s (R10)", failing, edges.size(), sick, cached);
    }
}
