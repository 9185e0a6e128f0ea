/** What is believed: the health that one vantage sees, and the verdict of a quorum of networks. */
@NullMarked
package dev.trimtab.core.judge;

import org.jspecify.annotations.NullMarked;
