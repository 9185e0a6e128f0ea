/** Asks what stands before an origin to let strangers in, and to shut them out again. */
@NullMarked
package dev.trimtab.controller.gate;

import org.jspecify.annotations.NullMarked;
