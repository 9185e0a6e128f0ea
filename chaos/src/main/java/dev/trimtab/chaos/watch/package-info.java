/** Clients and observers that write the history. */
@NullMarked
package dev.trimtab.chaos.watch;

import org.jspecify.annotations.NullMarked;
