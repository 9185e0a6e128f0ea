/** What authoritative servers really answer, against the plan. */
@NullMarked
package dev.trimtab.core.verify;

import org.jspecify.annotations.NullMarked;
