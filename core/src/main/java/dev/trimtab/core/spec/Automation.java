package dev.trimtab.core.spec;

/** How much a name is trusted to the machine. */
public enum Automation {
    /** Decide, record, write nothing: the default. */
    OBSERVE,
    /** Decide and record; an operator approves the plan's digest. */
    RECOMMEND,
    /** Decide and write. */
    AUTO
}
