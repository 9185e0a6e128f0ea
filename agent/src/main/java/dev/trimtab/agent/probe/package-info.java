/** One look: resolve, connect to the pinned address, TLS, HTTP, judge. */
@NullMarked
package dev.trimtab.agent.probe;

import org.jspecify.annotations.NullMarked;
