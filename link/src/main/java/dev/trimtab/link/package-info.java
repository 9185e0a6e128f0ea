/** What a vantage and a gateway have in common. */
@NullMarked
package dev.trimtab.link;

import org.jspecify.annotations.NullMarked;
