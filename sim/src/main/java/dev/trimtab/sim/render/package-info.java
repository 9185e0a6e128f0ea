/** Results of replays for programs and for people. */
@NullMarked
package dev.trimtab.sim.render;

import org.jspecify.annotations.NullMarked;
