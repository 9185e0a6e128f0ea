package dev.trimtab.core.judge;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
    public static final Judgement NONE =
            new Judgement(Docket.NONE, new Verdict[0][], new TreeMap<>(), new Learned[0][], new Seen[0], 0, 0, false);

    /** Who has a say. */
    private final Docket docket;

    /** By the numbers of region and target in the docket. */
    private final Verdict[][] each;

    private final SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts;
    private final Learned[][] learned;
    /** What the believed have seen, from each seat of the docket, and the verdicts rest on. */
    private final Seen[] basis;

    private final long minute;
    private final long phase;
    /** Otherwise the next one is judged in any case. */
    private final boolean answers;

    /** Whether no look of the half hour failed anywhere that it rests on. */
    private final boolean clean;

    private Judgement(
            Docket docket,
            Verdict[][] each,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            Learned[][] learned,
            Seen[] basis,
            long minute,
            long phase,
            boolean answers) {
        this.docket = docket;
        this.each = each;
        this.verdicts = verdicts;
        this.learned = learned;
        this.basis = basis;
        this.minute = minute;
        this.phase = phase;
        this.answers = answers;
        this.clean = clean(basis);
    }

    private static boolean clean(Seen[] basis) {
        for (Seen seen : basis) {
            if (!seen.impression().series().clean()) {
                return false;
            }
        }
        return true;
    }

    /** By region and CDN; the same object as before as long as each verdict is. */
    public SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts() {
        return verdicts;
    }

    /** The judgement by these beliefs; a region without vantages of its own is judged by all. */
    public Judgement next(Spec configured, NameSpec ofName, List<RegionId> wanted, Beliefs beliefs, Instant now) {
        return next(configured, ofName, wanted, beliefs, true, now);
    }

    /**
     * The same.
     *
     * @param stirred false when nothing {@link Beliefs#stirred() stirred} the name since this judgement: then only time
     *     could have made it another, and nobody need look
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    public Judgement next(
            Spec configured, NameSpec ofName, List<RegionId> wanted, Beliefs beliefs, boolean stirred, Instant now) {
        long newMinute = Impression.minute(now);
        long newPhase = phase(ofName, now);
        List<Speaker> speakers = beliefs.speakers(configured);
        boolean sameDocket = docket.isOf(configured, ofName, wanted, speakers);
        boolean minuteTurned = newMinute != minute;
        boolean itsTime = newPhase != phase || (minuteTurned && !clean);
        if (sameDocket && answers && !itsTime && (!stirred || restsOn(speakers, minuteTurned))) {
            return this;
        }
        Docket newDocket = sameDocket ? docket : new Docket(configured, ofName, wanted, speakers);
        Seen[] newBasis = sameDocket ? seen(speakers) : seen(newDocket, speakers);
        int targets = ofName.targets().size();
        Verdict[][] next = new Verdict[wanted.size()][targets];
        Learned[][] taught = new Learned[wanted.size()][targets];
        boolean same = sameDocket;
        for (int r = 0; r < next.length; r++) {
            RegionId region = wanted.get(r);
            List<Hearing> hearings = new ArrayList<>(targets);
            for (int t = 0; t < targets; t++) {
                CdnId cdn = ofName.targets().get(t).cdn();
                Docket.Bench bench = newDocket.bench(r, t);
                Learned known = sameDocket ? learned[r][t] : learned(region, cdn);
                Hearing hearing =
                        new Hearing(cdn, configured.cdn(cdn).kind(), ofName, bench, bench.of(newBasis), known, now);
                hearings.add(hearing);
                taught[r][t] = known.next(hearing, newMinute - minute, newMinute);
            }
            Attributing attributing = new Attributing(hearings);
            for (int t = 0; t < targets; t++) {
                Hearing hearing = hearings.get(t);
                Optional<Verdict> before = sameDocket ? Optional.of(each[r][t]) : verdict(region, hearing.cdn());
                next[r][t] = verdict(ofName, region, hearing, attributing.find(hearing), before, now);
                same &= next[r][t] == before.orElse(null);
            }
        }
        return new Judgement(
                newDocket,
                next,
                same ? verdicts : byRegion(newDocket, ofName, next),
                taught,
                newBasis,
                newMinute,
                newPhase,
                true);
    }

    private static SortedMap<RegionId, SortedMap<CdnId, Verdict>> byRegion(
            Docket docket, NameSpec name, Verdict[][] each) {
        TreeMap<RegionId, SortedMap<CdnId, Verdict>> byRegion = new TreeMap<>();
        for (int r = 0; r < each.length; r++) {
            TreeMap<CdnId, Verdict> ofRegion = new TreeMap<>();
            for (int t = 0; t < each[r].length; t++) {
                ofRegion.put(name.targets().get(t).cdn(), each[r][t]);
            }
            byRegion.put(docket.regions().get(r), Collections.unmodifiableSortedMap(ofRegion));
        }
        return Collections.unmodifiableSortedMap(byRegion);
    }

    private Optional<Verdict> verdict(RegionId region, CdnId cdn) {
        return Optional.ofNullable(verdicts.get(region)).map(ofRegion -> ofRegion.get(cdn));
    }

    /** Whether every target is healthy in every region: then figures say nothing to a plan that has everything in. */
    public boolean allHealthy() {
        for (Verdict[] ofRegion : each) {
            for (Verdict verdict : ofRegion) {
                if (verdict.state() != Verdict.State.HEALTHY) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What it remembers, without being an answer to any question: the next one is judged in any case. */
    public Judgement questioned() {
        return new Judgement(docket, each, verdicts, learned, basis, minute, phase, false);
    }

    /**
     * Up to when it stands without another look, as long as none of its names is {@link Beliefs#stirred() stirred} and the
     * questions are the same: its own minute ends then, or, where looks failed, the minute in which they are counted.
     */
    public Instant standsUntil() {
        if (docket.name().isEmpty()) {
            return Instant.MIN;
        }
        long ownMinuteEnds =
                (phase + 1) * SECONDS_A_MINUTE - offset(docket.name().get());
        long minuteEnds = (minute + 1) * SECONDS_A_MINUTE;
        return Instant.ofEpochSecond(clean ? ownMinuteEnds : Math.min(ownMinuteEnds, minuteEnds));
    }

    private Learned learned(RegionId region, CdnId cdn) {
        int r = docket.regions().indexOf(region);
        List<TargetSpec> targets = docket.name().map(NameSpec::targets).orElse(List.of());
        for (int t = 0; r >= 0 && t < targets.size(); t++) {
            if (targets.get(t).cdn().equals(cdn)) {
                return learned[r][t];
            }
        }
        return Learned.NOTHING;
    }

    /** The minute by a clock of the name's own: figures of names where all is quiet are renewed spread over each minute. */
    private static long phase(NameSpec ofName, Instant now) {
        return Math.floorDiv(now.getEpochSecond() + offset(ofName), SECONDS_A_MINUTE);
    }

    private static int offset(NameSpec ofName) {
        return Math.floorMod(ofName.name().hashCode(), SECONDS_A_MINUTE);
    }

    /** @param minuteTurned then counts of failures have moved on, where there are any */
    private boolean restsOn(List<Speaker> speakers, boolean minuteTurned) {
        Docket.Seat[] seats = docket.seats();
        for (int i = 0; i < seats.length; i++) {
            Impression impression = impression(seats[i], speakers);
            if (!impression.quietSince(basis[i].impression())
                    || (minuteTurned && !impression.series().clean())) {
                return false;
            }
        }
        return true;
    }

    private static Impression impression(Docket.Seat seat, List<Speaker> speakers) {
        return speakers.get(seat.speaker()).witness().impression(seat.place());
    }

    /** From the same seats as before. */
    private Seen[] seen(List<Speaker> speakers) {
        Docket.Seat[] seats = docket.seats();
        Seen[] seen = new Seen[seats.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = basis[i].next(impression(seats[i], speakers));
        }
        return seen;
    }

    private Seen[] seen(Docket other, List<Speaker> speakers) {
        Docket.Seat[] seats = other.seats();
        Seen[] seen = new Seen[seats.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new Seen(seats[i], impression(seats[i], speakers));
            if (i < basis.length) {
                seen[i] = seen[i].after(basis[i]);
            }
        }
        return seen;
    }

    private static Verdict verdict(
            NameSpec ofName,
            RegionId region,
            Hearing hearing,
            Attributing.Finding finding,
            Optional<Verdict> before,
            Instant now) {
        // Most say what they said: then no words are made.
        if (before.filter(same -> Sameness.of(same, finding, hearing)).isPresent()) {
            return before.get();
        }
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
