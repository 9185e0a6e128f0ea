/** The providers of the configuration in force, and the one deletion that an operator can ask for. */
@NullMarked
package dev.trimtab.controller.publish;

import org.jspecify.annotations.NullMarked;
