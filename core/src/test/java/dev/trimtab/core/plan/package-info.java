/** Examples and laws of the package of the same name. */
@NullMarked
package dev.trimtab.core.plan;

import org.jspecify.annotations.NullMarked;
