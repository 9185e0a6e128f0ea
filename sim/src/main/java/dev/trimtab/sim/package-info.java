/** What is tried before it is trusted: replays of incidents, and the simulator. */
@NullMarked
package dev.trimtab.sim;

import org.jspecify.annotations.NullMarked;
