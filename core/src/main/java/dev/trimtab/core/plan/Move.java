package dev.trimtab.core.plan;

/** Why shares change; limits and freezes tell these apart. */
public enum Move {
    /** The first plan of a name, unless an operator pins it. */
    FIRST,
    /** Away from what fails. */
    ESCAPE,
    /** Back to what is healthy again. */
    RETURN,
    /** A drain or a pin begins. */
    OPERATOR,
    /** Configured weights changed, or capacity. */
    REBALANCE
}
