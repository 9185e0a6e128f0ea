@NullMarked
package dev.trimtab.sim.recording;

import org.jspecify.annotations.NullMarked;
