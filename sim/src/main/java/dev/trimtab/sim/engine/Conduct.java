package dev.trimtab.sim.engine;

import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.QuorumSpec;
import java.time.Duration;

/**
 * How a name is judged and returned: what a replay takes from a configuration.
 *
 * @param asked its detection; a replay sets the interval to the script's step
 */
public record Conduct(DetectSpec asked, FailbackSpec failback, QuorumSpec quorum, LimitsSpec limits) {
    /** The product's defaults. */
    public static final Conduct DEFAULT = new Conduct(
            new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)),
            new FailbackSpec(
                    FailbackSpec.Mode.AUTO,
                    Duration.ofMinutes(20),
                    Duration.ofHours(2),
                    true,
                    100,
                    1_000,
                    Duration.ofMinutes(5)),
            new QuorumSpec(2, 2),
            new LimitsSpec(1_000, 18, 6));

    public static Conduct of(NameSpec name) {
        return new Conduct(name.detect(), name.failback(), name.quorum(), name.limits());
    }

    DetectSpec detect(Duration step) {
        return new DetectSpec(step, asked.timeout(), asked.fall(), asked.rise(), asked.window());
    }
}
