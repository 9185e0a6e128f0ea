/** Any server that takes signed dynamic updates (RFC 2136, TSIG): BIND, Knot and others. */
@NullMarked
package dev.trimtab.provider.rfc2136;

import org.jspecify.annotations.NullMarked;
