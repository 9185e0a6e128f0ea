/** Chaos: an installation of real processes, broken on purpose, and a checker of what it did. */
@NullMarked
package dev.trimtab.chaos;

import org.jspecify.annotations.NullMarked;
