/** PowerDNS through its HTTP API, weights by LUA records. */
@NullMarked
package dev.trimtab.provider.powerdns;

import org.jspecify.annotations.NullMarked;
