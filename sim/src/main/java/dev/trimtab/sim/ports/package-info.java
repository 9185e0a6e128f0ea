/** The loop's ports in memory and in virtual time, with the faults that real ones have. */
@NullMarked
package dev.trimtab.sim.ports;

import org.jspecify.annotations.NullMarked;
