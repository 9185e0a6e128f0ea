package dev.trimtab.core.loop;

import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.SteeredName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which drift was told: once, again when something else is found, and now and then while it lasts. Safe for all lanes. */
final class Drifts {
    /** A drift that lasts is told again this often. */
    static final Duration AGAIN_AFTER = Duration.ofMinutes(10);

    private final Map<Publisher.Lane, Told> told = new ConcurrentHashMap<>();

    private record Told(String found, Instant at) {}

    /** Whether this is to be told; asked once for each find. */
    boolean news(Publisher.Lane lane, String found, Instant now) {
        Told before = told.get(lane);
        boolean news = before == null
                || !before.found().equals(found)
                || NotBefore.over(before.at().plus(AGAIN_AFTER), AGAIN_AFTER, now);
        if (news) {
            told.put(lane, new Told(found, now));
        }
        return news;
    }

    /** It is held again: the next drift is a new one. */
    void mended(Publisher.Lane lane) {
        told.remove(lane);
    }

    void retain(Set<SteeredName> steered) {
        told.keySet().removeIf(lane -> !steered.contains(lane.name()));
    }
}
