/** Tests of the package of the same name. */
@NullMarked
package dev.trimtab.chaos.history;

import org.jspecify.annotations.NullMarked;
