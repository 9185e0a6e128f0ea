package dev.trimtab.chaos.law;

/**
 * A law that a history breaks.
 *
 * @param at when it shows
 * @param sentence what was seen, with its numbers
 */
public record Violation(String law, long at, String sentence) {
    @Override
    public String toString() {
        return law + " at " + at + " ms: " + sentence;
    }
}
