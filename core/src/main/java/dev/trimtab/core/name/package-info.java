/** The nouns: what is steered, between whom, seen from where; each refuses nonsense once. */
@NullMarked
package dev.trimtab.core.name;

import org.jspecify.annotations.NullMarked;
