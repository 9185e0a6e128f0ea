/** What adapters read from their settings: addresses and secrets by file. */
@NullMarked
package dev.trimtab.provider.setting;

import org.jspecify.annotations.NullMarked;
