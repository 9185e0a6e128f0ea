@org.jspecify.annotations.NullMarked
package dev.trimtab.sim.engine;
