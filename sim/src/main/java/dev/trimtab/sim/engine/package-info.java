/** The real loop, judged by what a script lets its agents see. */
@NullMarked
package dev.trimtab.sim.engine;

import org.jspecify.annotations.NullMarked;
