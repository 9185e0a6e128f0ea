/** Laws of the pacer. */
@NullMarked
package dev.trimtab.agent.schedule;

import org.jspecify.annotations.NullMarked;
