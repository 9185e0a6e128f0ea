package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.HealthState;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.judge.Vote;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.EventSink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is told of one name: whose vote changed, and which verdict; {@link Telling} tells what was decided. */
final class NameNews {
    private NameNews() {}

    /** Tells what of a verdict is news. */
    @SuppressWarnings("ReferenceEquality") // what says the same is the same object
    static void tell(SteeredName name, Optional<Verdict> old, Verdict verdict, Instant now, EventSink events) {
        if (old.isPresent() && old.get() != verdict) {
            votes(name, old.get(), verdict, now, events);
        }
        // Everything begins unknown: at the start of ten thousand names that is no news of any.
        Verdict.State before = old.map(Verdict::state).orElse(Verdict.State.UNKNOWN);
        if (before != verdict.state()) {
            events.accept(verdict(name, old, verdict, now));
        }
    }

    /** Whose vote is another than before. */
    @SuppressWarnings("ReferenceEquality") // what says the same is the same object
    private static void votes(SteeredName name, Verdict old, Verdict verdict, Instant now, EventSink events) {
        for (int i = 0; i < verdict.votes().size(); i++) {
            Vote vote = verdict.votes().get(i);
            if (i < old.votes().size() && vote == old.votes().get(i)) {
                continue;
            }
            HealthState was = before(vote, old.votes());
            if (was != vote.state()) {
                events.accept(Event.of(
                                Event.Type.HEALTH_CHANGED,
                                now,
                                name,
                                vote.vantage() + " sees "
                                        + verdict.target().cdn() + " " + was + " → " + vote.state()
                                        + ": " + vote.reason())
                        .with("vantage", vote.vantage())
                        .with("cdn", verdict.target().cdn())
                        .with("state", vote.state()));
            }
        }
    }

    /** What the same vantage said over the same family; what it says now when it said nothing. */
    private static HealthState before(Vote vote, List<Vote> old) {
        for (Vote was : old) {
            if (was.family() == vote.family() && was.vantage().equals(vote.vantage())) {
                return was.state();
            }
        }
        return vote.state();
    }

    private static Event verdict(SteeredName name, Optional<Verdict> old, Verdict verdict, Instant now) {
        CdnId cdn = verdict.target().cdn();
        RegionId region = verdict.region();
        String was = old.map(o -> o.state() + " → ").orElse("");
        return Event.of(
                        Event.Type.VERDICT_CHANGED,
                        now,
                        name,
                        cdn + " in " + region + ": " + was + verdict.state() + ", " + verdict.reason())
                .with("cdn", cdn)
                .with("region", region)
                .with("state", verdict.state())
                .with("attribution", verdict.attribution())
                .with("cause", verdict.cause().map(Object::toString).orElse(""));
    }
}
