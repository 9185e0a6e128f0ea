/** The RFC 2136 adapter against BIND and Knot. */
@NullMarked
package dev.trimtab.provider.rfc2136;

import org.jspecify.annotations.NullMarked;
