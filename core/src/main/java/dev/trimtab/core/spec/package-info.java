/** What the owner asked for: the configuration, parsed, complete and immutable. */
@NullMarked
package dev.trimtab.core.spec;

import org.jspecify.annotations.NullMarked;
