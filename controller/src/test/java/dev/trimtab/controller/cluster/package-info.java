/** The real member and the real client in one process. */
@NullMarked
package dev.trimtab.controller.cluster;

import org.jspecify.annotations.NullMarked;
