/** The configuration file: YAML to the core's spec, with every problem at once; last good copy and reload. */
@NullMarked
package dev.trimtab.config;

import org.jspecify.annotations.NullMarked;
