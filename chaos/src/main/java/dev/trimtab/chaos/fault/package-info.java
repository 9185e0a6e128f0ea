/** What is done to them, drawn from a seed, each with its undoing. */
@NullMarked
package dev.trimtab.chaos.fault;

import org.jspecify.annotations.NullMarked;
