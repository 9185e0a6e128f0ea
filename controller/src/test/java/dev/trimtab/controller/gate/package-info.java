@NullMarked
package dev.trimtab.controller.gate;

import org.jspecify.annotations.NullMarked;
