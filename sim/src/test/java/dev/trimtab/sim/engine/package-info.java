@NullMarked
package dev.trimtab.sim.engine;

import org.jspecify.annotations.NullMarked;
