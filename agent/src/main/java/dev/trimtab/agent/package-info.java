/** A vantage: looks at what it is assigned, reports its full view. */
@NullMarked
package dev.trimtab.agent;

import org.jspecify.annotations.NullMarked;
