/** What every adapter of a port must pass; whoever writes an adapter starts here. */
@NullMarked
package dev.trimtab.contract;

import org.jspecify.annotations.NullMarked;
