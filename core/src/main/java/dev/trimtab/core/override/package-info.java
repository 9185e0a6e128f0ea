/** What operators want for a while: drain, pin and freeze, each with actor, reason and end. */
@NullMarked
package dev.trimtab.core.override;

import org.jspecify.annotations.NullMarked;
