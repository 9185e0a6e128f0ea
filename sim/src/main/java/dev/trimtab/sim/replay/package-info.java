/**
 * Incident scripts: reading them, the world that they describe, policies that steer in it, expectations and scores. A
 * script is data; the same world is met by every policy, look by look.
 */
@NullMarked
package dev.trimtab.sim.replay;

import org.jspecify.annotations.NullMarked;
