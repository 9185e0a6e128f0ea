/** A user's own recorded reports, played through the real loop in virtual time under this or that configuration. */
@NullMarked
package dev.trimtab.sim.recording;

import org.jspecify.annotations.NullMarked;
