package dev.trimtab.core.judge;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The verdicts of one name, and what is learned of its targets. Immutable; the same object while nothing that it rests on
 * has changed, and each verdict the same object while it says the same.
 */
public final class Judgement {
    private static final int SECONDS_A_MINUTE = 60;

    /** Before anything was heard. */
    public static final Judgement NONE = new Judgement(
            Optional.empty(), Optional.empty(), List.of(), new TreeMap<>(), new HashMap<>(), new Seen[0], 0, 0);

    private final Optional<Spec> spec;
    private final Optional<NameSpec> name;
    private final List<RegionId> regions;
    private final SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts;
    private final Map<RegionId, Map<CdnId, Learned>> learned;
    /** What the believed have seen, and the verdicts rest on. */
    private final Seen[] basis;

    private final long minute;
    private final long phase;

    private Judgement(
            Optional<Spec> spec,
            Optional<NameSpec> name,
            List<RegionId> regions,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            Map<RegionId, Map<CdnId, Learned>> learned,
            Seen[] basis,
            long minute,
            long phase) {
        this.spec = spec;
        this.name = name;
        this.regions = regions;
        this.verdicts = Collections.unmodifiableSortedMap(verdicts);
        this.learned = learned;
        this.basis = basis;
        this.minute = minute;
        this.phase = phase;
    }

    /** By region and CDN. */
    public SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts() {
        return verdicts;
    }

    /** The judgement by these beliefs; a region without vantages of its own is judged by all. */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    public Judgement next(Spec configured, NameSpec ofName, List<RegionId> wanted, Beliefs beliefs, Instant now) {
        long newMinute = Impression.minute(now);
        long newPhase = phase(ofName, now);
        boolean sameQuestion = newPhase == phase
                && spec.filter(old -> old == configured).isPresent()
                && name.filter(old -> old == ofName).isPresent()
                && regions.equals(wanted);
        if (sameQuestion && restsOn(configured, ofName, beliefs, newMinute != minute)) {
            return this;
        }
        Seen[] newBasis = basis(configured, ofName, beliefs);
        List<List<Seen>> byTarget = byTarget(ofName, newBasis);
        TreeMap<RegionId, SortedMap<CdnId, Verdict>> next = new TreeMap<>();
        Map<RegionId, Map<CdnId, Learned>> taught = new HashMap<>();
        for (RegionId region : wanted) {
            List<Hearing> hearings = hearings(configured, ofName, region, byTarget, now);
            next.put(region, verdicts(ofName, region, hearings, now));
            taught.put(region, taught(region, hearings, newMinute));
        }
        return new Judgement(
                Optional.of(configured),
                Optional.of(ofName),
                List.copyOf(wanted),
                next,
                taught,
                newBasis,
                newMinute,
                newPhase);
    }

    /** What it remembers, without being an answer to any question: the next one is judged in any case. */
    public Judgement questioned() {
        return new Judgement(Optional.empty(), name, regions, verdicts, learned, basis, minute, phase);
    }

    /**
     * Up to when it stands without another look, as long as none of its names is {@link Beliefs#stirred() stirred} and the
     * questions are the same: its own minute ends then, or, where looks failed, the minute in which they are counted.
     */
    public Instant standsUntil() {
        if (name.isEmpty()) {
            return Instant.MIN;
        }
        long ownMinuteEnds = (phase + 1) * SECONDS_A_MINUTE - offset(name.get());
        long minuteEnds = (minute + 1) * SECONDS_A_MINUTE;
        boolean clean = true;
        for (Seen seen : basis) {
            clean &= seen.impression().series().clean();
        }
        return Instant.ofEpochSecond(clean ? ownMinuteEnds : Math.min(ownMinuteEnds, minuteEnds));
    }

    private Learned learned(RegionId region, CdnId cdn) {
        return learned.getOrDefault(region, Map.of()).getOrDefault(cdn, Learned.NOTHING);
    }

    private Map<CdnId, Learned> taught(RegionId region, List<Hearing> hearings, long newMinute) {
        Map<CdnId, Learned> taught = new HashMap<>();
        for (Hearing hearing : hearings) {
            taught.put(hearing.cdn(), learned(region, hearing.cdn()).next(hearing, newMinute - minute, newMinute));
        }
        return taught;
    }

    /** The minute by a clock of the name's own: figures of names where all is quiet are renewed spread over each minute. */
    private static long phase(NameSpec ofName, Instant now) {
        return Math.floorDiv(now.getEpochSecond() + offset(ofName), SECONDS_A_MINUTE);
    }

    private static int offset(NameSpec ofName) {
        return Math.floorMod(ofName.name().hashCode(), SECONDS_A_MINUTE);
    }

    /** @param minuteTurned then counts of failures have moved on, where there are any */
    private boolean restsOn(Spec configured, NameSpec ofName, Beliefs beliefs, boolean minuteTurned) {
        int i = 0;
        for (VantageSpec vantage : configured.vantages().values()) {
            Optional<Witness> witness =
                    beliefs.witness(vantage.id()).filter(one -> one.mute().isEmpty());
            if (witness.isPresent()) {
                for (int place : witness.get().layout().places(ofName.name())) {
                    Impression impression = witness.get().impression(place);
                    if (i >= basis.length
                            || !impression.quietSince(basis[i++].impression())
                            || (minuteTurned && !impression.series().clean())) {
                        return false;
                    }
                }
            }
        }
        return i == basis.length;
    }

    private Seen[] basis(Spec configured, NameSpec ofName, Beliefs beliefs) {
        List<Seen> next = new ArrayList<>(basis.length);
        for (VantageSpec vantage : configured.vantages().values()) {
            Optional<Witness> witness =
                    beliefs.witness(vantage.id()).filter(one -> one.mute().isEmpty());
            if (witness.isPresent()) {
                Layout layout = witness.get().layout();
                for (int place : layout.places(ofName.name())) {
                    int i = next.size();
                    Seen seen = new Seen(
                            vantage,
                            layout.check(place),
                            layout.kind(place),
                            witness.get().impression(place));
                    next.add(i < basis.length ? seen.after(basis[i]) : seen);
                }
            }
        }
        return next.toArray(new Seen[0]);
    }

    /** In the order of the name's targets. */
    private static List<List<Seen>> byTarget(NameSpec ofName, Seen[] all) {
        List<List<Seen>> byTarget = new ArrayList<>(ofName.targets().size());
        for (TargetSpec target : ofName.targets()) {
            List<Seen> ofTarget = new ArrayList<>();
            for (Seen one : all) {
                if (one.check().target().cdn().equals(target.cdn())) {
                    ofTarget.add(one);
                }
            }
            byTarget.add(ofTarget);
        }
        return byTarget;
    }

    private List<Hearing> hearings(
            Spec configured, NameSpec ofName, RegionId region, List<List<Seen>> byTarget, Instant now) {
        boolean own = hasVantages(configured, region);
        List<Hearing> hearings = new ArrayList<>(byTarget.size());
        for (int t = 0; t < byTarget.size(); t++) {
            CdnId cdn = ofName.targets().get(t).cdn();
            List<Seen> heard = own ? inside(region, byTarget.get(t)) : byTarget.get(t);
            hearings.add(new Hearing(cdn, configured.cdn(cdn).kind(), ofName, heard, learned(region, cdn), now));
        }
        return hearings;
    }

    private static boolean hasVantages(Spec configured, RegionId region) {
        for (VantageSpec vantage : configured.vantages().values()) {
            if (vantage.region().equals(region)) {
                return true;
            }
        }
        return false;
    }

    private static List<Seen> inside(RegionId region, List<Seen> everywhere) {
        List<Seen> inside = new ArrayList<>();
        for (Seen one : everywhere) {
            if (one.vantage().region().equals(region)) {
                inside.add(one);
            }
        }
        return inside;
    }

    private SortedMap<CdnId, Verdict> verdicts(NameSpec ofName, RegionId region, List<Hearing> hearings, Instant now) {
        Attributing attributing = new Attributing(hearings);
        TreeMap<CdnId, Verdict> ofRegion = new TreeMap<>();
        SortedMap<CdnId, Verdict> old = verdicts.get(region);
        for (Hearing hearing : hearings) {
            Optional<Verdict> before = Optional.ofNullable(old == null ? null : old.get(hearing.cdn()));
            Attributing.Finding finding = attributing.find(hearing);
            // Most say what they said: then no words are made.
            ofRegion.put(
                    hearing.cdn(),
                    before.filter(same -> Sameness.of(same, finding, hearing))
                            .orElseGet(() -> verdict(ofName, region, hearing, finding, before, now)));
        }
        return Collections.unmodifiableSortedMap(ofRegion);
    }

    private static Verdict verdict(
            NameSpec ofName,
            RegionId region,
            Hearing hearing,
            Attributing.Finding finding,
            Optional<Verdict> before,
            Instant now) {
        Instant since = before.filter(old -> old.state() == finding.state())
                .map(Verdict::since)
                .orElse(now);
        return new Verdict(
                new TargetId(ofName.name(), hearing.cdn()),
                region,
                finding.state(),
                since,
                hearing.cause(),
                hearing.belief().reporting(),
                hearing.belief().agreeing(),
                hearing.votes(),
                finding.reason().isEmpty() ? hearing.reason() : hearing.reason() + "; " + finding.reason(),
                finding.attribution(),
                hearing.evidence());
    }
}
