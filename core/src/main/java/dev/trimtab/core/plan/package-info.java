/** What the answers should be: shares per region, and where each CDN stands between out and in. */
@NullMarked
package dev.trimtab.core.plan;

import org.jspecify.annotations.NullMarked;
