/** Breaks every rule of {@link dev.trimtab.arch.ArchitectureTest}, so that the rules are seen to fail. */
@NullMarked
package dev.trimtab.arch.bad;

import org.jspecify.annotations.NullMarked;
