/** The conductor: one round, from reports to verified answers. Start reading at {@link dev.trimtab.core.loop.SteeringLoop}. */
@NullMarked
package dev.trimtab.core.loop;

import org.jspecify.annotations.NullMarked;
