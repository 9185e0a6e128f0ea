package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.safety.SafetyReview;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/** States that a person must know of, told once when they begin and once when they end. Belongs to the loop's thread. */
final class Alarms {
    private final EventSink events;
    private final Leadership leadership;
    private final Set<State> raised = EnumSet.noneOf(State.class);
    private final Set<SteeredName> red = new HashSet<>();
    private final Set<SteeredName> unheard = new HashSet<>();
    private final Set<SteeredName> orphaned = new HashSet<>();
    /** What was seen in this round of names that have something to tell, or had. */
    private final List<Plight> changed = new ArrayList<>();

    private Optional<Long> fence = Optional.empty();
    private Optional<Instant> waitingSince = Optional.empty();
    private boolean heardOnce;
    private Interventions before = Interventions.NONE;

    /** Of all names alike. */
    private enum State {
        BLIND,
        MUTE
    }

    Alarms(EventSink events, Leadership leadership) {
        this.events = events;
        this.leadership = leadership;
    }

    /** A name is seen otherwise than before: whether that is to be told is asked while it is at hand. */
    void seen(Spec spec, NameView view) {
        Plight plight = Plight.of(spec, view);
        SteeredName name = view.spec().name();
        if (plight.red() || plight.unheard() || red.contains(name) || unheard.contains(name)) {
            changed.add(plight);
        }
    }

    /**
     * What a person must know of one name.
     *
     * @param red whether all its targets look bad at once
     * @param unheard whether it is published, and no quorum speaks for any target
     */
    private record Plight(SteeredName name, boolean red, boolean unheard) {
        static Plight of(Spec spec, NameView view) {
            boolean lost = !view.verdicts().isEmpty();
            for (SortedMap<CdnId, Verdict> ofRegion : view.verdicts().values()) {
                for (Verdict verdict : ofRegion.values()) {
                    lost &= verdict.state() == Verdict.State.UNKNOWN;
                }
            }
            return new Plight(
                    view.spec().name(),
                    SafetyReview.allRed(spec, view.spec(), view.verdicts()),
                    lost && view.publication().isPresent());
        }
    }

    /** After a round that did not end nobody knows what was told: then all names are asked, and not those that were seen. */
    void askAll(RoundView round) {
        changed.clear();
        round.names().values().forEach(view -> changed.add(Plight.of(round.spec(), view)));
    }

    void tell(RoundView round, Interventions interventions) {
        Instant now = round.at();
        leadership(round, now);
        long fresh = round.vantages().values().stream()
                .filter(RoundView.VantageView::fresh)
                .count();
        edge(
                raised,
                State.BLIND,
                fresh == 0 && !round.vantages().isEmpty() && waitedLongEnough(round),
                () -> Event.of(
                        Event.Type.BLIND,
                        now,
                        "no fresh report of any of " + round.vantages().size()
                                + (heardOnce ? " vantages" : " vantages since this controller started")
                                + ": nothing is written (R9)"),
                () -> Event.of(Event.Type.QUORUM_RESTORED, now, fresh + " vantages report again"));
        heardOnce |= fresh > 0;
        controls(round, fresh, now);
        changed.forEach(plight -> {
            SteeredName name = plight.name();
            edge(
                    red,
                    name,
                    plight.red(),
                    () -> Event.of(
                            Event.Type.ALL_TARGETS_RED,
                            now,
                            name,
                            "all targets of " + name + " look bad at once: it is us or the origin; DNS stays (R9)"),
                    () -> Event.of(
                            Event.Type.VERDICT_CHANGED, now, name, "not all targets of " + name + " are red any more"));
            quorum(plight, now);
        });
        changed.clear();
        orphans(round, now);
        ranOut(interventions, now);
    }

    /**
     * Whoever was heard and is not any more is missed at once. A controller that starts gives its vantages as long as a look
     * of theirs would count: a normal start is silent, and one that never hears anybody is not.
     */
    private boolean waitedLongEnough(RoundView round) {
        Instant now = round.at();
        Instant since = waitingSince.map(at -> NotBefore.happened(at, now)).orElse(now);
        waitingSince = Optional.of(since);
        if (heardOnce) {
            return true;
        }
        Duration patience = round.spec().names().values().stream()
                .map(name -> name.detect().staleAfter())
                .reduce(RoundView.VantageView.REPORT_AGE_MAX, (a, b) -> a.compareTo(b) < 0 ? b : a);
        return now.isAfter(since.plus(patience));
    }

    /** Reports come, and none may be believed: without a word this would look like any lost quorum (R9). */
    private void controls(RoundView round, long fresh, Instant now) {
        boolean noneBelieved = round.vantages().values().stream()
                .filter(RoundView.VantageView::fresh)
                .allMatch(vantage -> vantage.muted().isPresent());
        edge(
                raised,
                State.MUTE,
                fresh > 0 && noneBelieved,
                () -> Event.of(
                        Event.Type.ALL_TARGETS_RED,
                        now,
                        "none of " + fresh
                                + " reporting vantages sees its control group: it is us; DNS stays (R7, R9)"),
                () -> Event.of(Event.Type.QUORUM_RESTORED, now, "vantages see their control group again"));
    }

    /** One that an operator ended is told where he did it; one that ran out is told here. */
    private void ranOut(Interventions interventions, Instant now) {
        for (Intervention old : before.active()) {
            if (!old.activeAt(now)
                    && !interventions.active().contains(old)
                    && !now.isBefore(old.claim().until())) {
                Event.Type type = switch (old) {
                    case Intervention.Drain drain -> Event.Type.DRAIN_ENDED;
                    case Intervention.Pin pin -> Event.Type.PIN_ENDED;
                    case Intervention.Freeze freeze -> Event.Type.FREEZE_ENDED;
                };
                events.accept(Event.of(
                                type,
                                now,
                                old.id() + " of " + old.claim().actor() + " ran out: "
                                        + old.claim().reason())
                        .with("id", old.id()));
            }
        }
        before = interventions;
    }

    private void orphans(RoundView round, Instant now) {
        for (SteeredName orphan : round.orphans()) {
            if (orphaned.add(orphan)) {
                events.accept(Event.of(
                        Event.Type.NAME_ORPHANED,
                        now,
                        orphan,
                        orphan + " is configured no longer; its records stay until `trimtab retire " + orphan + "`"));
            }
        }
        orphaned.retainAll(round.orphans());
    }

    private void quorum(Plight plight, Instant now) {
        SteeredName name = plight.name();
        edge(
                unheard,
                name,
                plight.unheard(),
                () -> Event.of(
                        Event.Type.QUORUM_LOST,
                        now,
                        name,
                        "no quorum for any target of " + name + ": DNS stays as it is"),
                () -> Event.of(Event.Type.QUORUM_RESTORED, now, name, "a quorum speaks for " + name + " again"));
    }

    private void leadership(RoundView round, Instant now) {
        Optional<Long> held = round.lease().map(Leadership.Lease::fence);
        if (held.equals(fence)) {
            return;
        }
        fence.ifPresent(lost -> {
            Leadership.Sight seen = leadership.seen();
            events.accept(Event.of(
                            Event.Type.LEADERSHIP_LOST,
                            now,
                            "this controller leads no longer with fence " + lost + " and writes nothing with it: "
                                    + seen.sentence())
                    .with("fence", lost)
                    .with("leader", seen.leader().orElse("unknown")));
        });
        held.ifPresent(gained -> events.accept(Event.of(
                        Event.Type.LEADERSHIP_GAINED,
                        now,
                        "this controller leads, fence " + gained + ": "
                                + leadership.seen().sentence())
                .with("fence", gained)));
        fence = held;
    }

    private <T> void edge(Set<T> on, T key, boolean is, Supplier<Event> begins, Supplier<Event> ends) {
        if (is && on.add(key)) {
            events.accept(begins.get());
        } else if (!is && on.remove(key)) {
            events.accept(ends.get());
        }
    }
}
