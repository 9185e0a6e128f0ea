package dev.trimtab.core.observe;

import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;

/** A vantage's word to the others that a target just failed: they look at once, and believe their own eyes. */
public record Suspicion(VantageId by, TargetId target) {}
