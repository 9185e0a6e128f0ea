/** State on a disk. */
@NullMarked
package dev.trimtab.controller.store;

import org.jspecify.annotations.NullMarked;
