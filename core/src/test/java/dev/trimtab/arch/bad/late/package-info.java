/** Stands after {@code early} in a made-up flow. */
@NullMarked
package dev.trimtab.arch.bad.late;

import org.jspecify.annotations.NullMarked;
