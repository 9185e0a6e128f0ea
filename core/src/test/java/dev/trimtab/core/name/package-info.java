/** Examples and laws of the package of the same name. */
@NullMarked
package dev.trimtab.core.name;

import org.jspecify.annotations.NullMarked;
