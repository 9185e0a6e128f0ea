/** What a provider is asked to hold: weighted answers, the mark, generations. */
@NullMarked
package dev.trimtab.core.records;

import org.jspecify.annotations.NullMarked;
