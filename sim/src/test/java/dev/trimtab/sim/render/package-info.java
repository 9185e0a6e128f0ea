@NullMarked
package dev.trimtab.sim.render;

import org.jspecify.annotations.NullMarked;
