/** Tests of the prober against real servers on loopback. */
@NullMarked
package dev.trimtab.agent.probe;

import org.jspecify.annotations.NullMarked;
