/** How an agent speaks with the controllers. */
@NullMarked
package dev.trimtab.agent.link;

import org.jspecify.annotations.NullMarked;
