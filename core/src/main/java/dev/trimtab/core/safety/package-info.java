/** What stands between plan and write: safety rules and their rulings, and the clearance to write now. */
@NullMarked
package dev.trimtab.core.safety;

import org.jspecify.annotations.NullMarked;
