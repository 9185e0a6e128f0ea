/** When to look at what: phases, confirmations, suspicions. No clock in here. */
@NullMarked
package dev.trimtab.agent.schedule;

import org.jspecify.annotations.NullMarked;
