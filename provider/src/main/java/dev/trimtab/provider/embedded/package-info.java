/** The embedded authoritative DNS server, its zone, and its adapter as a provider. */
@NullMarked
package dev.trimtab.provider.embedded;

import org.jspecify.annotations.NullMarked;
