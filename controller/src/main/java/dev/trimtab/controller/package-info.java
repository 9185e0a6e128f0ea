/** The controller process: wiring by hand, top to bottom, in {@link dev.trimtab.controller.ControllerMain}. */
@NullMarked
package dev.trimtab.controller;

import org.jspecify.annotations.NullMarked;
