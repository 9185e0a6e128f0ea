/** The command {@code trimtab}: one class a command, data on stdout, messages on stderr, one table of exit codes. */
@NullMarked
package dev.trimtab.cli;

import org.jspecify.annotations.NullMarked;
