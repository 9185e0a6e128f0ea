/** The simulation's ports, held to what they stand for. */
@NullMarked
package dev.trimtab.sim.ports;

import org.jspecify.annotations.NullMarked;
