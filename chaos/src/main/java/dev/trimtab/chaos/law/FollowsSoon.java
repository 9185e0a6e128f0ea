package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When the faults are over, every server follows the next change of a delivery network within a bounded time. */
public final class FollowsSoon implements Law {
    private final long boundMillis;

    /** @param boundMillis from the change to the first answer that follows it */
    public FollowsSoon(long boundMillis) {
        this.boundMillis = boundMillis;
    }

    @Override
    public String name() {
        return "follows-soon";
    }

    @Override
    public List<Violation> violations(List<Entry> history) {
        List<Violation> found = new ArrayList<>();
        for (Entry entry : history) {
            if (entry instanceof Entry.Quiet quiet) {
                followed(history, quiet).forEach((place, millis) -> {
                    if (millis > boundMillis) {
                        found.add(new Violation(
                                name(),
                                quiet.at(),
                                place + (quiet.up() ? " did not return to " : " did not leave ") + quiet.cdn()
                                        + (millis == Long.MAX_VALUE
                                                ? " within " + (quiet.until() - quiet.at()) + " ms"
                                                : " for " + millis + " ms")
                                        + ", at most " + boundMillis));
                    }
                });
            }
        }
        return found;
    }

    /**
     * Milliseconds from the change to the first answer after which all follow it, by server and name; the greatest number for
     * never. A return shows in steps, so the first answer with it will do.
     */
    public static Map<String, Long> followed(List<Entry> history, Entry.Quiet quiet) {
        Map<String, Long> followed = new TreeMap<>();
        for (Entry entry : history) {
            if (entry instanceof Entry.Answered answered && answered.at() <= quiet.until()) {
                String place = answered.server() + " " + answered.name();
                // Whoever ever answered has to follow.
                followed.putIfAbsent(place, Long.MAX_VALUE);
                if (answered.at() >= quiet.at()) {
                    if (answered.cdns().contains(quiet.cdn()) == quiet.up()) {
                        followed.merge(place, answered.until() - quiet.at(), Math::min);
                    } else if (!quiet.up()) {
                        followed.put(place, Long.MAX_VALUE);
                    }
                }
            }
        }
        return followed;
    }

    /** All of these times of a history, never left out. */
    public static List<Long> times(List<Entry> history) {
        List<Long> times = new ArrayList<>();
        history.forEach(entry -> {
            if (entry instanceof Entry.Quiet quiet) {
                times.addAll(followed(history, quiet).values());
            }
        });
        times.sort(null);
        return times;
    }
}
