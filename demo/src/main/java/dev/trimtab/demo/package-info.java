/** The main job on one machine: real processes on loopback, a broken edge, the answers moving away and back. */
@NullMarked
package dev.trimtab.demo;

import org.jspecify.annotations.NullMarked;
