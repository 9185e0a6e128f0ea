package dev.trimtab.core.name;

/** A place from which an agent looks. */
public record VantageId(String value) implements Comparable<VantageId> {
    public VantageId {
        Label.require("vantage", value);
    }

    @Override
    public int compareTo(VantageId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
