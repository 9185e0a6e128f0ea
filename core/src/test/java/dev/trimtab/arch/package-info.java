/** What the build checks of the sources themselves: the order of packages, what core may know, tidiness. */
@NullMarked
package dev.trimtab.arch;

import org.jspecify.annotations.NullMarked;
