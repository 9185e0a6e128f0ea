package dev.trimtab.core.judge;

import dev.trimtab.core.spec.VantageSpec;

/** A vantage that is believed, and all that it has seen. */
record Speaker(VantageSpec vantage, Witness witness) {}
