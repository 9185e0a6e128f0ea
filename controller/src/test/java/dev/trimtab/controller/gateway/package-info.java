@NullMarked
package dev.trimtab.controller.gateway;

import org.jspecify.annotations.NullMarked;
