package dev.trimtab.core.safety;

/**
 * What came of asking one rule.
 *
 * @param rule its name
 * @param outcome whether it stands against the plan
 * @param numbers what it looked at, or why it holds
 * @param lifts what would lift it; empty when it allows
 */
public record RuleResult(String rule, Outcome outcome, String numbers, String lifts) {
    /** Whether a rule stands against a plan. */
    public enum Outcome {
        ALLOWS,
        HOLDS,
        /** It holds, and an operator overrides it by name. */
        OVERRIDDEN
    }
}
