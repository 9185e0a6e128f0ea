@NullMarked
package dev.trimtab.controller.journal;

import org.jspecify.annotations.NullMarked;
