/** Laws of what travels between vantages and controllers. */
@NullMarked
package dev.trimtab.core.observe;

import org.jspecify.annotations.NullMarked;
