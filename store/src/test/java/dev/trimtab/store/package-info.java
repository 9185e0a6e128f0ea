@NullMarked
package dev.trimtab.store;

import org.jspecify.annotations.NullMarked;
