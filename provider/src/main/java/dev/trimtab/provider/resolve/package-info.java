/** Asks authoritative servers what they answer. */
@NullMarked
package dev.trimtab.provider.resolve;

import org.jspecify.annotations.NullMarked;
