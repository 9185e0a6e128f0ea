/** What must outlive a process, as files that are replaced whole: plans and interventions of one controller. */
@NullMarked
package dev.trimtab.controller.store;

import org.jspecify.annotations.NullMarked;
