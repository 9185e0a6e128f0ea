/** Tests of the package of the same name. */
@NullMarked
package dev.trimtab.chaos.fault;

import org.jspecify.annotations.NullMarked;
