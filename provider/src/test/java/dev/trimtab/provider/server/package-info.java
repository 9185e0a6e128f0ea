/** Real DNS servers as child processes on loopback, for tests. */
@NullMarked
package dev.trimtab.provider.server;

import org.jspecify.annotations.NullMarked;
