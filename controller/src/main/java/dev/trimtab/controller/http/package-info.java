/** The admin API: JSON over HTTP, its contract in {@code openapi.json}; it renders round views and takes interventions. */
@NullMarked
package dev.trimtab.controller.http;

import org.jspecify.annotations.NullMarked;
