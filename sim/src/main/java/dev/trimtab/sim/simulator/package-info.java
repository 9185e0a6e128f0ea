/** The whole installation in virtual time under faults chosen by a seed, and the invariants that hold through all of it. */
@NullMarked
package dev.trimtab.sim.simulator;

import org.jspecify.annotations.NullMarked;
