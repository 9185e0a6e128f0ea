package dev.trimtab.arch.bad.unmarked;

/** Lies in a package of which nobody has said what may be null. */
public record Unmarked(String perhapsNull) {}
