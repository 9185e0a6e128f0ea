/** What agents see: looks, their outcomes, and the report that carries a vantage's full view. */
@NullMarked
package dev.trimtab.core.observe;

import org.jspecify.annotations.NullMarked;
