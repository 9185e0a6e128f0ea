/** The DNS providers that this build can write to. */
@NullMarked
package dev.trimtab.provider;

import org.jspecify.annotations.NullMarked;
