package dev.trimtab.core.safety;

/** What the safety rules say of a plan. */
public sealed interface Ruling {
    /** No rule stands against it. */
    record Allow() implements Ruling {}

    /**
     * DNS stays as it is.
     *
     * @param rule its name, by which an operator may override it
     * @param reason what it found, with numbers
     * @param lifts what would lift it
     */
    record Hold(String rule, String reason, String lifts) implements Ruling {}
}
