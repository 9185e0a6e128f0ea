/** Who may write: here the local lock of a single controller. */
@NullMarked
package dev.trimtab.controller.leadership;

import org.jspecify.annotations.NullMarked;
