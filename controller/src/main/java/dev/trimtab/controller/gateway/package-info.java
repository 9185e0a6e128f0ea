/** The way in for vantages that are not inside the controllers' own network. */
@NullMarked
package dev.trimtab.controller.gateway;

import org.jspecify.annotations.NullMarked;
