/** Ports in memory with faults on demand; each passes the contract of its port. */
@NullMarked
package dev.trimtab.fake;

import org.jspecify.annotations.NullMarked;
