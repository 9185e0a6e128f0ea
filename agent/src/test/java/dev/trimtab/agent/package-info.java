/** Tests of the agent. */
@NullMarked
package dev.trimtab.agent;

import org.jspecify.annotations.NullMarked;
