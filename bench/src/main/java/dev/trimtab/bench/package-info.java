/** What deciding costs. */
@NullMarked
package dev.trimtab.bench;

import org.jspecify.annotations.NullMarked;
