/** What must hold of every history, whatever was done to the processes. */
@NullMarked
package dev.trimtab.chaos.law;

import org.jspecify.annotations.NullMarked;
