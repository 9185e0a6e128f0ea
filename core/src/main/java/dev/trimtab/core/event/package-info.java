/** What is worth remembering: the only vocabulary of audit trail, log, metrics and stream. */
@NullMarked
package dev.trimtab.core.event;

import org.jspecify.annotations.NullMarked;
