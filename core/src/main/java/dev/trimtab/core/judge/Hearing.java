package dev.trimtab.core.judge;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.QuorumSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Everything that is said of one target in one region, and what follows from it without looking at the others. */
final class Hearing {
    /** A brownout fails at most this part of the requests; beyond it is a hard verdict. */
    private static final double BROWNOUT_MOST = 0.25;

    /**
     * Chance of calling a brownout an outage at each test. Of six networks four that fail twice are what a brownout of one in
     * five does once in some hours, so they need a further look. Few networks have few looks: two of three suffice.
     */
    private static final double HARD_ALPHA = 0.0005;

    private static final double HARD_ALPHA_OF_FEW = 0.04;

    private static final int FEW_NETWORKS = 3;

    /** What fails more often than this is down, whatever it did before. */
    private static final double HARD_LEAST = 0.4;

    /** Newest looks of a check that are asked for at most. */
    private static final int NEWEST_MOST = 8;

    private final CdnId cdn;
    private final CdnKind cdnKind;
    private final QuorumSpec quorum;
    /** Who speaks for each vantage and address family: its worst. */
    private final Seen[] speaking;

    /** Votes as they count, where one of them is not simply what was seen. */
    private final Optional<List<Vote>> corrected;

    private final Quorum belief;
    private final Pool pool;
    private final Evidence evidence;
    private final Counts proof;
    private final int challengedNetworks;
    private final boolean dnsDead;
    private final boolean sharedCheck;
    private final boolean pinnedFine;
    private Verdict.State state;
    /** Made only when a verdict says something new. */
    private Supplier<String> reason;

    Hearing(CdnId cdn, CdnKind cdnKind, NameSpec name, Docket.Bench bench, Seen[] seen, Learned learned, Instant now) {
        this.cdn = cdn;
        this.cdnKind = cdnKind;
        this.quorum = name.quorum();
        this.speaking = bench.speaking(seen);
        this.challengedNetworks = challengedNetworks(speaking);
        boolean reputation = challengedNetworks > 0 && challengedNetworks < quorum.networks();
        this.corrected = reputation ? Optional.of(withoutChallenged(speaking)) : Optional.empty();
        this.belief = bench.alone() && !reputation ? Quorum.ofEach(speaking, quorum) : Quorum.of(votes(), quorum);
        this.pool = new Pool(name.detect(), learned.hardMinute(), now);
        for (Seen one : seen) {
            if (!reputation || !setAside(one.vantage().id())) {
                pool.add(one.network(), one.kind(), one.impression());
            }
        }
        int trim = quorum.networks() - 1;
        this.evidence = pool.evidence(learned.baseline(), trim);
        this.proof = pool.proof(evidence.cleanLimit(), trim);
        this.dnsDead = bench.asksDns() && dnsDead(seen);
        this.sharedCheck = sharedCheck(seen, name.detect(), now);
        this.pinnedFine = pool.kind(ProbeKind.PINNED).looks() > 0
                && !pool.kind(ProbeKind.PINNED).exceeds(evidence.cleanLimit(), Health.ALPHA);
        this.state = belief.state();
        this.reason = belief::reason;
        settle();
    }

    private void settle() {
        if (dnsDead) {
            state = Verdict.State.UNHEALTHY;
            reason = () -> "its name does not resolve for a quorum of networks, " + quorum.networks() + " needed (R5); "
                    + belief.reason();
        } else if (state == Verdict.State.UNHEALTHY && !sharedCheck) {
            state = Verdict.State.DEGRADED;
            reason = () ->
                    belief.reason() + ", but no probe fails for half of them: several partial failures, no outage";
        } else if (state == Verdict.State.HEALTHY && proof.looks() > 0) {
            state = Verdict.State.DEGRADED;
            reason = () -> String.format(
                    Locale.ROOT,
                    "%s looks failed without the worst %d networks, clean is up to %.1f %%",
                    proof,
                    quorum.networks() - 1,
                    evidence.cleanLimit() * 100);
        }
    }

    private static int challengedNetworks(Seen[] speaking) {
        Set<Network> challenged = Set.of();
        for (Seen one : speaking) {
            HealthState state = one.impression().state();
            boolean ill = state == HealthState.UNHEALTHY || state == HealthState.DEGRADED;
            if (ill && one.vote().challenged()) {
                challenged = challenged.isEmpty() ? new HashSet<>() : challenged;
                challenged.add(one.vote().network());
            }
        }
        return challenged.size();
    }

    private static List<Vote> withoutChallenged(Seen[] speaking) {
        List<Vote> votes = new ArrayList<>(speaking.length);
        for (Seen one : speaking) {
            Vote vote = one.vote();
            votes.add(vote.challenged() ? vote.unknown("challenged alone, the prober's reputation (R3): ") : vote);
        }
        return votes;
    }

    private boolean setAside(VantageId vantage) {
        for (Seen one : speaking) {
            if (one.vantage().id().equals(vantage) && one.vote().challenged()) {
                return true;
            }
        }
        return false;
    }

    /** NXDOMAIN, NODATA and SERVFAIL seen by a quorum convict: every new visitor meets them (R5). */
    private boolean dnsDead(Seen[] seen) {
        Set<Network> dead = new HashSet<>();
        Set<Network> known = new HashSet<>();
        for (Seen one : seen) {
            boolean dns = one.kind() == ProbeKind.DNS_RECURSIVE || one.kind() == ProbeKind.DNS_AUTHORITATIVE;
            Health health = one.impression().health();
            if (dns && health.state() != HealthState.UNKNOWN) {
                known.add(one.vantage().network());
                boolean answersNothing = health.cause()
                        .map(cause -> cause == FailureClass.NXDOMAIN
                                || cause == FailureClass.NODATA
                                || cause == FailureClass.SERVFAIL)
                        .orElse(false);
                if (health.state() == HealthState.UNHEALTHY && answersNothing) {
                    dead.add(one.vantage().network());
                }
            }
        }
        return known.size() >= quorum.reporting()
                && dead.size() >= quorum.networks()
                && dead.size() * 2 >= known.size();
    }

    /**
     * Whether one and the same probe fails for a quorum, and hard: several that fail by chance at once are no outage, and
     * two failures in a row at half of the networks are what one bad request in six does now and then.
     */
    private boolean sharedCheck(Seen[] seen, DetectSpec detect, Instant now) {
        // Asked only of what is believed to be down.
        if (belief.state() != Verdict.State.UNHEALTHY) {
            return false;
        }
        Map<ProbeId, Set<Network>> failing = new HashMap<>();
        for (Seen one : seen) {
            if (one.kind().userPath() && one.impression().state() == HealthState.UNHEALTHY) {
                failing.computeIfAbsent(one.check().probe(), probe -> new HashSet<>())
                        .add(one.vantage().network());
            }
        }
        for (Map.Entry<ProbeId, Set<Network>> entry : failing.entrySet()) {
            int networks = entry.getValue().size();
            boolean shared = networks >= quorum.networks() && networks * 2 >= belief.reporting();
            if (shared && networks == belief.reporting()) {
                return true;
            }
            // Half of them is a quorum only when it stays: chance does not strike the same half for eight looks.
            int first = networks * 2 == belief.reporting() ? NEWEST_MOST : 2;
            for (int newest = first; shared && newest <= NEWEST_MOST; newest += 2) {
                if (hard(seen, entry.getKey(), newest, detect, now)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether more of the newest looks failed, over all networks, than a brownout of one in four explains. */
    private boolean hard(Seen[] seen, ProbeId probe, int newest, DetectSpec detect, Instant now) {
        Counts looks = Counts.NONE;
        for (Seen one : seen) {
            Impression impression = one.impression();
            if (one.check().probe().equals(probe) && !impression.stale(detect, now)) {
                int count = impression.newestLooks(newest);
                looks = looks.plus(new Counts(count, impression.lastFailed(count)));
            }
        }
        double alpha = belief.reporting() <= FEW_NETWORKS ? HARD_ALPHA_OF_FEW : HARD_ALPHA;
        // Where a brownout is known, an outage is what twice its ratio does not explain either.
        double known = Math.min(HARD_LEAST, 2 * evidence.trimmed().ratio());
        return looks.exceeds(Math.max(BROWNOUT_MOST, known), alpha);
    }

    CdnId cdn() {
        return cdn;
    }

    boolean edge() {
        return cdnKind == CdnKind.EDGE;
    }

    boolean origin() {
        return cdnKind == CdnKind.ORIGIN;
    }

    Verdict.State state() {
        return state;
    }

    String reason() {
        return reason.get();
    }

    /** Whether those who speak say what they said. */
    @SuppressWarnings("ReferenceEquality") // most votes are the same objects
    boolean says(List<Vote> old) {
        if (corrected.isPresent()) {
            return corrected.get().equals(old);
        }
        boolean same = old.size() == speaking.length;
        for (int i = 0; same && i < speaking.length; i++) {
            Vote now = speaking[i].vote();
            same = old.get(i) == now || old.get(i).equals(now);
        }
        return same;
    }

    List<Vote> votes() {
        return corrected.orElseGet(() -> Arrays.stream(speaking).map(Seen::vote).toList());
    }

    Quorum belief() {
        return belief;
    }

    Evidence evidence() {
        return evidence;
    }

    boolean known() {
        return state != Verdict.State.UNKNOWN;
    }

    /** The class of failure that most votes name, or, of a fault that only many looks together show, of no vote. */
    Optional<FailureClass> cause() {
        return state == Verdict.State.HEALTHY || state == Verdict.State.UNKNOWN
                ? Optional.empty()
                : Quorum.cause(votes());
    }

    /** Whether looks fail: being slow alone is no failure. */
    boolean failing() {
        return state == Verdict.State.UNHEALTHY
                || (state == Verdict.State.DEGRADED
                        && (proof.looks() > 0 || evidence.window().exceeds(evidence.cleanLimit(), Health.ALPHA)));
    }

    /** Whether more looks of the window fail than clean explains, whatever the votes say at this moment. */
    boolean ailing() {
        return known() && (failing() || evidence.window().exceeds(evidence.cleanLimit(), Health.ALPHA));
    }

    boolean targetDns() {
        boolean dnsClass = cause().map(cause -> switch (cause) {
                    case DNS, NXDOMAIN, NODATA, SERVFAIL, DNS_TIMEOUT -> true;
                    default -> false;
                })
                .orElse(false);
        return dnsDead || (failing() && (dnsClass || (pinnedFine && dnsIll())));
    }

    private boolean dnsIll() {
        Counts dns = pool.kind(ProbeKind.DNS_RECURSIVE).plus(pool.kind(ProbeKind.DNS_AUTHORITATIVE));
        return dns.exceeds(Math.max(evidence.cleanLimit(), evidence.window().ratio() / 2), Health.ALPHA);
    }

    boolean challengedByQuorum() {
        return challengedNetworks >= quorum.networks() && cause().equals(Optional.of(FailureClass.CHALLENGE));
    }

    boolean challengedAlone() {
        return challengedNetworks > 0 && challengedNetworks < quorum.networks();
    }

    /** Looks that go through to the origin. */
    Counts through() {
        return pool.kind(ProbeKind.APPLICATION).plus(pool.kind(ProbeKind.FORCED_MISS));
    }

    boolean throughFails() {
        return ailing() && through().exceeds(evidence.cleanLimit(), Health.ALPHA);
    }

    boolean throughFine() {
        return through().looks() > 0 && known() && !through().exceeds(evidence.cleanLimit(), Health.ALPHA);
    }

    boolean cachedSeen() {
        return pool.kind(ProbeKind.CACHED_OBJECT).looks() > 0;
    }

    /** Whether cached objects come as ever: the edge itself is well. */
    boolean cachedFine() {
        return cachedSeen() && !pool.kind(ProbeKind.CACHED_OBJECT).exceeds(evidence.cleanLimit(), Health.ALPHA);
    }

    boolean cachedFails() {
        return cachedSeen() && !cachedFine();
    }

    /** Whether, as an origin, it fails as the CDNs reach it; one that only strangers miss is not sick. */
    boolean sickBehind() {
        Counts behind = pool.kind(ProbeKind.ORIGIN_BEHIND);
        return ailing() && (behind.looks() == 0 || behind.exceeds(evidence.cleanLimit(), Health.ALPHA));
    }
}
