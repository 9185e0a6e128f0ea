/** What the core needs from outside, as interfaces; each has one contract suite. */
@NullMarked
package dev.trimtab.core.port;

import org.jspecify.annotations.NullMarked;
