/** Reports for whoever records them: taken where they are accepted, handed on without ever holding anything up. */
@NullMarked
package dev.trimtab.controller.recording;

import org.jspecify.annotations.NullMarked;
