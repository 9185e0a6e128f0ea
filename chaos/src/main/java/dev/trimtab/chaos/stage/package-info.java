/** The processes of an installation and the network between them, real. */
@NullMarked
package dev.trimtab.chaos.stage;

import org.jspecify.annotations.NullMarked;
