/** Servers that mean no good, and what looks make of them. */
@NullMarked
package dev.trimtab.agent.zoo;

import org.jspecify.annotations.NullMarked;
