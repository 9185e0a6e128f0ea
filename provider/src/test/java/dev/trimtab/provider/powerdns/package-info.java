/** The PowerDNS adapter against the real server and against transport faults. */
@NullMarked
package dev.trimtab.provider.powerdns;

import org.jspecify.annotations.NullMarked;
