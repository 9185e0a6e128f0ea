/** Examples and laws of the package of the same name. */
@NullMarked
package dev.trimtab.core.safety;

import org.jspecify.annotations.NullMarked;
