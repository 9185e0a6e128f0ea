/** That the simulator finds what it looks for, and that a fixed set of seeds holds. */
@NullMarked
package dev.trimtab.sim.simulator;

import org.jspecify.annotations.NullMarked;
