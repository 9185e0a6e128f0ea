package dev.trimtab.sim.replay;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One round of the world as a policy may see it. Looks are drawn on demand; the same question has the same answer, in
 * this round and in every run. Valid until the policy returns.
 */
public interface Tick {
    /** From 0. */
    int index();

    /** Since t0; the round of {@code index} happens at {@code index × step}. */
    Duration offset();

    /** Wall clock of the round. */
    Instant now();

    /**
     * An agent's look.
     *
     * @param agent 0 to {@link Cast#AGENTS} - 1 in that region
     * @param probe one that passes or fails
     * @param further 0 for the look of the round, n for the n-th further one (confirmation, suspicion)
     */
    Seen look(RegionId region, int agent, CdnId target, Probe probe, int further);

    /** What {@code dns_api} or {@code zone} says; a word of {@link Probe#SILENCE} when it gives nothing. */
    String state(Probe probe);

    /** What {@code vendor_status} or {@code vendor_api} of a target says. */
    String vendorState(CdnId target, Probe probe);

    /** What {@code agent_link} or {@code agent_control} of an agent says. */
    String agentState(RegionId region, int agent, Probe probe);

    /** The target's cache hit ratio at this moment. */
    double hit(CdnId target);

    /** What users ask for, in units in which capacities are declared. */
    double demand();

    /** The part of a target's requests of a region that truly fails without overload; for yardsticks only. */
    double trueFail(RegionId region, CdnId target);

    /** Faults inside the controller that are due: after the previous round, before this one. In the order of the file. */
    List<Line> injects();

    /** What was published for the name that carries the demand after the previous round. */
    Shares published(RegionId region);
}
