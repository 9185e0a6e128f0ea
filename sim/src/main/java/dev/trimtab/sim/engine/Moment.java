package dev.trimtab.sim.engine;

import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Explanation;
import dev.trimtab.sim.replay.Run;
import dev.trimtab.sim.replay.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What the engine had decided at one moment of a script (R32).
 *
 * @param at the round
 * @param now the name after it, with the decision of that round
 * @param everybody the script's region that is the engine's default
 * @param inForce how the plan that was in force came to be; empty when nothing had been moved yet
 */
public record Moment(Script script, Instant at, NameView now, String everybody, Optional<Cause> inForce) {
    /** A decision that was written, explained with what was known when it was made. */
    public record Cause(Instant at, Decision decision, Explanation explanation) {}

    /** Runs a script up to an offset. */
    public static Moment of(Script script, Conduct conduct, Duration offset) {
        Watch watch = new Watch();
        Run.of(script.until(offset), EnginePolicy.watched(conduct, watch::see), Set.of());
        NameView now = watch.now.orElseThrow(() -> new IllegalStateException("no round of " + script.id()));
        String everybody = script.regions().keySet().stream()
                .filter(region -> Cast.regionId(script.regions(), region).equals(RegionId.DEFAULT))
                .findFirst()
                .orElse("");
        return new Moment(script, watch.at, now, everybody, watch.written);
    }

    private static final class Watch {
        private Instant at = Instant.EPOCH;
        private Optional<NameView> now = Optional.empty();
        private Optional<Cause> written = Optional.empty();

        void see(Instant round, NameView name) {
            at = round;
            now = Optional.of(name);
            name.lastMove()
                    .filter(move -> move.disposition() == Decision.Disposition.WRITE)
                    .filter(move -> !written.map(Cause::decision).equals(Optional.of(move)))
                    // What was written before the script begins is what it begins with.
                    .filter(move -> !move.at().isBefore(round))
                    .ifPresent(move -> written = Optional.of(
                            new Cause(move.at(), move, Explanation.of(name.spec(), move, name.places(), move.at()))));
        }
    }

    /** What was known and decided in this round. */
    public Explanation explanation() {
        return Explanation.of(now.spec(), now.decision(), now.verdicts(), now.places(), at);
    }
}
