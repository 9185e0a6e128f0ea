package dev.trimtab.core.loop;

import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.SteeredName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks that are due before their usual time. Where a provider cannot insist on what a write replaces, a leader that stood
 * still may send a late write over its successor's: so what was written is read again in the next round, and once more when
 * no write that was begun under an earlier lease can be on its way any longer. Safe for use by all lanes.
 */
final class EarlyLooks {
    /** No lease and no request takes longer; a look that lies further ahead was noted by a clock that ran ahead. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private final Map<Publisher.Lane, List<Instant>> due = new ConcurrentHashMap<>();

    void add(Publisher.Lane lane, Instant soon, Instant later) {
        due.put(lane, List.of(soon, later));
    }

    /** Whether one is due now. */
    boolean due(Publisher.Lane lane, Instant now) {
        return next(lane).map(at -> NotBefore.over(at, AHEAD_MAX, now)).orElse(false);
    }

    Optional<Instant> next(Publisher.Lane lane) {
        // Mostly there are none at all.
        return due.isEmpty()
                ? Optional.empty()
                : due.getOrDefault(lane, List.of()).stream().findFirst();
    }

    /** A look was begun at {@code now}: it stands for all that were due. */
    void looked(Publisher.Lane lane, Instant now) {
        due.computeIfPresent(lane, (same, looks) -> {
            List<Instant> left = looks.stream()
                    .filter(at -> !NotBefore.over(at, AHEAD_MAX, now))
                    .toList();
            return left.isEmpty() ? null : left;
        });
    }

    void retain(Set<SteeredName> steered) {
        due.keySet().removeIf(lane -> !steered.contains(lane.name()));
    }
}
