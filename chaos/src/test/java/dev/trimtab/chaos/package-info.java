/** Real rounds, and whether a planted fault is found. */
@NullMarked
package dev.trimtab.chaos;

import org.jspecify.annotations.NullMarked;
