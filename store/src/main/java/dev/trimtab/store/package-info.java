/** What must outlive a process, in SQLite beside it or in PostgreSQL. */
@NullMarked
package dev.trimtab.store;

import org.jspecify.annotations.NullMarked;
