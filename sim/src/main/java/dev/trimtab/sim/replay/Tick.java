package dev.trimtab.sim.replay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a script shows at one multiple of its step.
 *
 * @param stating words of state probes that are one for everybody, such as {@code dns_api}
 * @param links whether an agent's reports arrive
 * @param controls whether an agent sees its control group
 * @param hit present hit ratio by target
 * @param injects faults of the controller that begin now
 */
public record Tick(
        int number,
        Duration at,
        Looking looking,
        Stating stating,
        Map<String, Boolean> links,
        Map<String, Boolean> controls,
        SortedMap<String, Double> hit,
        double demand,
        List<Script.Line> injects,
        World world) {
    /** State probes, asked when somebody wants to know. */
    public interface Stating {
        /** Its word now; empty for the normal one. */
        Optional<String> word(String probe);
    }

    /** Looks, drawn when they are made. */
    public interface Looking {
        /**
         * One look.
         *
         * @param further 0 for the round's own, n for the n-th further one
         * @return empty when the probe returns nothing
         */
        Optional<Seen> look(Agents.Agent agent, String target, String probe, int further);
    }

    /**
     * What a look found.
     *
     * @param failure class, empty for a pass
     * @param rtt latency factor of what succeeded
     */
    public record Seen(Optional<String> failure, double rtt) {
        public boolean bad() {
            return failure.isPresent();
        }
    }
}
