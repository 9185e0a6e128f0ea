@NullMarked
package dev.trimtab.controller.recording;

import org.jspecify.annotations.NullMarked;
