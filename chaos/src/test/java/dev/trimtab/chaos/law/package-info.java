/** Tests of the package of the same name. */
@NullMarked
package dev.trimtab.chaos.law;

import org.jspecify.annotations.NullMarked;
