/** Stands before {@code late} in a made-up flow, and breaks it. */
@NullMarked
package dev.trimtab.arch.bad.early;

import org.jspecify.annotations.NullMarked;
