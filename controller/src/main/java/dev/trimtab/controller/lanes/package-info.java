/** Where writes run: a virtual thread for each, one at a time for a name at a provider. */
@NullMarked
package dev.trimtab.controller.lanes;

import org.jspecify.annotations.NullMarked;
