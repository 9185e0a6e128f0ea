package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import java.util.function.Supplier;

/**
 * A look, and what it can show for itself.
 *
 * @param evidence made when it is asked for: of most looks nobody asks
 */
public record Sight(Look look, Supplier<LookEvidence> evidence) {}
