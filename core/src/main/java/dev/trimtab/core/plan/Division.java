package dev.trimtab.core.plan;

/** How the whole can be divided by every provider of a name. */
public enum Division {
    /** Any split. */
    WEIGHTS,
    /** One target at a time: an escape jumps at once, a return is one jump after the hold-down. */
    ONE_OF
}
