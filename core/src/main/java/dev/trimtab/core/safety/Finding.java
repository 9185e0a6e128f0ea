package dev.trimtab.core.safety;

/** What one safety rule finds in one plan. */
public sealed interface Finding {
    /** It does not stand against the plan; the numbers are what it looked at. */
    record Allows(String numbers) implements Finding {}

    /**
     * It stands against the plan.
     *
     * @param reason with numbers
     * @param lifts what would lift it
     */
    record Holds(String reason, String lifts) implements Finding {}
}
