/** Who leads, over every place where controllers can compete, and over processes that stand still. */
@NullMarked
package dev.trimtab.controller.leadership;

import org.jspecify.annotations.NullMarked;
