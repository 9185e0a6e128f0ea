package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.safety.SafetyReview;
import java.time.Instant;
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
    private Optional<Long> fence = Optional.empty();
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

    /** @param changed names that are seen otherwise than in the round before: the others say what they said */
    void tell(RoundView round, List<NameView> changed, Interventions interventions) {
        Instant now = round.at();
        leadership(round, now);
        long fresh = round.vantages().values().stream()
                .filter(RoundView.VantageView::fresh)
                .count();
        heardOnce |= fresh > 0;
        edge(
                raised,
                State.BLIND,
                heardOnce && fresh == 0 && !round.vantages().isEmpty(),
                () -> Event.of(
                        Event.Type.BLIND,
                        now,
                        "no fresh report of any of " + round.vantages().size() + " vantages: nothing is written (R9)"),
                () -> Event.of(Event.Type.QUORUM_RESTORED, now, fresh + " vantages report again"));
        controls(round, fresh, now);
        changed.forEach(view -> {
            SteeredName name = view.spec().name();
            edge(
                    red,
                    name,
                    SafetyReview.allRed(round.spec(), view.spec(), view.verdicts()),
                    () -> Event.of(
                            Event.Type.ALL_TARGETS_RED,
                            now,
                            name,
                            "all targets of " + name + " look bad at once: it is us or the origin; DNS stays (R9)"),
                    () -> Event.of(
                            Event.Type.VERDICT_CHANGED, now, name, "not all targets of " + name + " are red any more"));
            quorum(name, view, now);
        });
        orphans(round, now);
        ranOut(interventions, now);
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

    private void quorum(SteeredName name, NameView view, Instant now) {
        boolean published = view.publication().isPresent();
        boolean lost = !view.verdicts().isEmpty();
        for (SortedMap<CdnId, Verdict> ofRegion : view.verdicts().values()) {
            for (Verdict verdict : ofRegion.values()) {
                lost &= verdict.state() == Verdict.State.UNKNOWN;
            }
        }
        edge(
                unheard,
                name,
                published && lost,
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
        } else if (!is && !on.isEmpty() && on.remove(key)) {
            events.accept(ends.get());
        }
    }
}
