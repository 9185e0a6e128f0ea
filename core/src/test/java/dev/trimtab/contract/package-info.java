/** What every adapter of a port must do. */
@NullMarked
package dev.trimtab.contract;

import org.jspecify.annotations.NullMarked;
