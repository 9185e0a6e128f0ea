/** The main job with real processes: nginx, PowerDNS, BIND, Knot, three agents and a controller. */
@NullMarked
package dev.trimtab.e2e;

import org.jspecify.annotations.NullMarked;
