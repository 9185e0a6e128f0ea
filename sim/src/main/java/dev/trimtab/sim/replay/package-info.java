/** Incident scripts: read strictly, run through a policy in a world of their own, scored and held to what they expect. */
@NullMarked
package dev.trimtab.sim.replay;

import org.jspecify.annotations.NullMarked;
