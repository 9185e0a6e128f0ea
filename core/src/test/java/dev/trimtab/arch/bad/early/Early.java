package dev.trimtab.arch.bad.early;

import dev.trimtab.arch.bad.late.Late;

/** Looks ahead, against the flow. */
public record Early(Late late) {}
