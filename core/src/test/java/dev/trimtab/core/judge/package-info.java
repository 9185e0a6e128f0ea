/** Examples and laws of the package of the same name. */
@NullMarked
package dev.trimtab.core.judge;

import org.jspecify.annotations.NullMarked;
