@NullMarked
package dev.trimtab.sim.replay;

import org.jspecify.annotations.NullMarked;
