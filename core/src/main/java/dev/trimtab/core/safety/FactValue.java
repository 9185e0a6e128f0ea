package dev.trimtab.core.safety;

/** The value of a fact for one plan of one name. */
sealed interface FactValue {
    /** In the fact's unit; where regions differ, from the lowest to the highest. */
    record Range(long low, long high) implements FactValue {}

    /** Nobody knows, which is a state of its own. */
    record NotKnown(String why) implements FactValue {}

    static FactValue of(long value) {
        return new Range(value, value);
    }
}
