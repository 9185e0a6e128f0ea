@NullMarked
package dev.trimtab.controller.http;

import org.jspecify.annotations.NullMarked;
