/** The seeded generator of the laws: a seed is a bug report. */
@NullMarked
package dev.trimtab.seeds;

import org.jspecify.annotations.NullMarked;
