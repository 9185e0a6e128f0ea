package dev.trimtab.core.verify;

import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Sightings against what was written. */
public sealed interface Verification {
    /** Every server answers one of the written targets. */
    record Converged(int servers) implements Verification {}

    /** Not yet everywhere, and within the time that caches may take. */
    record Spreading(String what) implements Verification {}

    /** A server answers what was not written, although it should not any more. */
    record Diverged(String what) implements Verification {}

    /** No server could be asked: nothing is known. */
    record Unseen(String why) implements Verification {}

    /** Servers may cache their own backend's answer for this long (PowerDNS' default packet and query caches). */
    Duration SERVER_CACHE_MAX = Duration.ofSeconds(80);

    /** Judges what was seen at {@code now} of a set that was accepted at {@code writtenAt}. */
    static Verification of(RecordSet written, List<Sighting> sightings, Instant writtenAt, Instant now) {
        List<Sighting> wrong = sightings.stream()
                .filter(sighting -> switch (sighting) {
                    case Sighting.Seen seen ->
                        written.answers().stream().map(WeightedAnswer::answer).noneMatch(seen.answer()::equals)
                                || seen.ttl().compareTo(written.ttl()) > 0;
                    case Sighting.Nothing nothing -> true;
                    case Sighting.Failed failed -> false;
                })
                .toList();
        long failed =
                sightings.stream().filter(Sighting.Failed.class::isInstance).count();
        if (sightings.isEmpty() || failed == sightings.size()) {
            return new Unseen(
                    sightings.isEmpty()
                            ? "no authoritative server is known"
                            : sightings.get(0).toString());
        }
        if (wrong.isEmpty()) {
            return failed == 0
                    ? new Converged(sightings.size())
                    : new Spreading(failed + " of " + sightings.size() + " servers did not answer");
        }
        String what = wrong.size() + " of " + sightings.size() + " servers: " + wrong.get(0);
        return now.isBefore(writtenAt.plus(SERVER_CACHE_MAX)) ? new Spreading(what) : new Diverged(what);
    }
}
