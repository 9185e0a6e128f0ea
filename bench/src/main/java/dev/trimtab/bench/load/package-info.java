/** Real processes under load: how large they are, how much CPU they take, and whether they stay so. */
@NullMarked
package dev.trimtab.bench.load;

import org.jspecify.annotations.NullMarked;
