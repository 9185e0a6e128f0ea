@NullMarked
package dev.trimtab.config;

import org.jspecify.annotations.NullMarked;
