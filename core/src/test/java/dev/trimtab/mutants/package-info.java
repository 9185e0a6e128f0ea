/** Switches off decisions of {@code core} one at a time, and sees whether the test that is named for each turns red. */
@NullMarked
package dev.trimtab.mutants;

import org.jspecify.annotations.NullMarked;
