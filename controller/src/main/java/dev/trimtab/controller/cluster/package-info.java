/** What controllers share with each other and with the vantages, through Hazelcast; none of it is an authority. */
@NullMarked
package dev.trimtab.controller.cluster;

import org.jspecify.annotations.NullMarked;
