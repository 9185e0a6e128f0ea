package dev.trimtab.core.judge;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All impressions of one vantage, and whether they are believed. Immutable; the same object while nothing changes. */
final class Witness {
    /** How a target looks from here: by its worst check of a path that users walk. */
    static final byte UNSEEN = 0;

    static final byte FINE = 1;
    /** Healthy, with a failed look among the newest: neither for nor against anybody. */
    static final byte DOUBTED = 2;

    static final byte FAILING_PARTLY = 3;
    static final byte FAILING = 4;

    private final Report report;
    private final Layout layout;
    private final Impressions impressions;
    private final byte[] looks;
    private final Optional<Mute> mute;

    private Witness(Report report, Layout layout, Impressions impressions, byte[] looks, Optional<Mute> mute) {
        this.report = report;
        this.layout = layout;
        this.impressions = impressions;
        this.looks = looks;
        this.mute = mute;
    }

    private static Witness of(Report report, Layout layout, Impression[] impressions, Optional<Mute> mute) {
        byte[] looks = new byte[layout.targetCount()];
        for (int i = 0; i < impressions.length; i++) {
            int target = layout.target(i);
            if (target != Layout.NO_TARGET && layout.kind(i).userPath()) {
                looks[target] = (byte) Math.max(looks[target], impressions[i].look());
            }
        }
        return new Witness(report, layout, Impressions.of(layout, impressions), looks, mute);
    }

    /** A vantage's first words, or the first after a new start of its process. */
    static Witness first(
            Spec spec, Report report, Duration ago, Collection<Witness> others, Stirred stirred, Instant now) {
        stirred.everything();
        Layout layout = layout(spec, report, others);
        Impression[] impressions = new Impression[layout.size()];
        Impression start = Impression.start(now);
        for (int i = 0; i < impressions.length; i++) {
            impressions[i] = layout.target(i) == Layout.NO_TARGET
                    ? start
                    : start.next(report.observations().get(i), ago, layout.detect(i), now);
        }
        return of(report, layout, impressions, Optional.empty());
    }

    /**
     * After the newest report, as far as the vantage needs nobody else for it; empty when its process has begun anew, or its
     * checks are to be laid out anew. A report that is not newer than what was heard is not listened to.
     */
    Optional<Witness> alone(Spec spec, Report newest, Duration ago, Stirred stirred, Instant now) {
        if (newest.epoch() > report.epoch() || !layout.isOf(spec)) {
            return Optional.empty();
        }
        return newest.newerThan(report)
                ? impressions
                        .next(report.observations(), newest.observations(), ago, stirred, now)
                        .map(taken -> new Witness(newest, layout, taken.after(), looks(taken), mute))
                : Optional.of(aged(stirred, now));
    }

    /**
     * The same where it is not {@link #alone} in it.
     *
     * @param others whose layout may be this one's as well
     */
    Witness anew(Spec spec, Report newest, Duration ago, Collection<Witness> others, Stirred stirred, Instant now) {
        if (newest.epoch() > report.epoch()) {
            return first(spec, newest, ago, others, stirred, now);
        }
        return relaid(spec, newest.newerThan(report) ? newest : report, ago, others, stirred, now);
    }

    /** Another list of checks, or another configuration: what is known of a check goes with it. */
    private Witness relaid(
            Spec spec, Report newest, Duration ago, Collection<Witness> others, Stirred stirred, Instant now) {
        stirred.everything();
        Layout other = layout(spec, newest, others);
        Map<CheckId, Impression> known = new HashMap<>();
        for (int i = 0; i < layout.size(); i++) {
            known.put(layout.check(i), impression(i));
        }
        Impression start = Impression.start(now);
        Impression[] next = new Impression[other.size()];
        for (int i = 0; i < next.length; i++) {
            Impression before = known.getOrDefault(other.check(i), start);
            next[i] = other.target(i) == Layout.NO_TARGET
                    ? before
                    : before.next(newest.observations().get(i), ago, other.detect(i), now);
        }
        return of(newest, other, next, mute);
    }

    private static Layout layout(Spec spec, Report report, Collection<Witness> others) {
        for (Witness other : others) {
            if (other.layout.fits(spec, report.observations(), other.report.observations())) {
                return other.layout;
            }
        }
        return new Layout(spec, report.observations());
    }

    /** Without news: what was seen grows old. */
    Witness aged(Stirred stirred, Instant now) {
        if (!impressions.ages(now)) {
            return this;
        }
        Impressions.Step step = impressions.aged(stirred, now);
        return new Witness(report, layout, step.after(), looks(step), mute);
    }

    /** How targets look after a step: worked out anew only where it may differ. */
    @SuppressWarnings("ReferenceEquality") // copied with the first that differs
    private byte[] looks(Impressions.Step step) {
        byte[] next = looks;
        for (int i = 0; i < step.count(); i++) {
            int place = step.place(i);
            int target = layout.target(place);
            byte worst = worst(target, layout.check(place).target().name(), step.after());
            if (worst != looks[target]) {
                next = next == looks ? looks.clone() : next;
                next[target] = worst;
            }
        }
        return next;
    }

    private byte worst(int target, SteeredName name, Impressions after) {
        byte worst = UNSEEN;
        for (int place : layout.places(name)) {
            if (layout.target(place) == target && layout.kind(place).userPath()) {
                worst = (byte) Math.max(worst, after.at(place).look());
            }
        }
        return worst;
    }

    Witness muted(Mute because) {
        return new Witness(report, layout, impressions, looks, Optional.of(because));
    }

    /** Believed again, from the beginning: what it saw while muted never counts (R7). */
    Witness heardAgain(Instant now) {
        Impression[] next = new Impression[layout.size()];
        for (int i = 0; i < next.length; i++) {
            next[i] = impression(i).afresh(now, "muted until now");
        }
        return of(report, layout, next, Optional.empty());
    }

    Optional<Mute> mute() {
        return mute;
    }

    Report report() {
        return report;
    }

    Layout layout() {
        return layout;
    }

    Impression impression(int place) {
        return impressions.at(place);
    }

    /** How each target looks, by its number in the layout. */
    byte look(int target) {
        return looks[target];
    }

    /** How a target looks; {@link #UNSEEN} for one that it does not look at. */
    byte look(TargetId target) {
        Integer number = layout.targetNumbers().get(target);
        return number == null ? UNSEEN : looks[number];
    }

    /** Whether every target that it knows anything of looks at least so bad, and these are two or more. */
    boolean seesAll(byte atLeast) {
        int known = 0;
        for (byte look : looks) {
            if (look != UNSEEN && look < atLeast) {
                return false;
            }
            known += look == UNSEEN ? 0 : 1;
        }
        return known >= 2;
    }

    /** Whether fewer than half of the targets that it knows anything of look well. */
    boolean seesMostlyBad() {
        int known = 0;
        int fine = 0;
        for (byte look : looks) {
            known += look == UNSEEN ? 0 : 1;
            fine += look == FINE || look == DOUBTED ? 1 : 0;
        }
        return known > 0 && fine * 2 < known;
    }

    /** The targets that it knows anything of. */
    List<TargetId> known() {
        List<TargetId> known = new ArrayList<>();
        layout.targetNumbers().forEach((target, number) -> {
            if (looks[number] != UNSEEN) {
                known.add(target);
            }
        });
        return known;
    }
}
