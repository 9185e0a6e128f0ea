/** Certificates for gateways and vantages. */
@NullMarked
package dev.trimtab.cli.pki;

import org.jspecify.annotations.NullMarked;
