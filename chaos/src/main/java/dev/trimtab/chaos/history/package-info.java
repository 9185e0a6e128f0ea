/** What a run did, as values and as lines of JSON. */
@NullMarked
package dev.trimtab.chaos.history;

import org.jspecify.annotations.NullMarked;
