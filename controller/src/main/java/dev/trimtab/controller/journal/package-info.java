/** The newest events in memory, with cursors: what the API's event list and stream read. */
@NullMarked
package dev.trimtab.controller.journal;

import org.jspecify.annotations.NullMarked;
