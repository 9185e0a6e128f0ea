package dev.trimtab.core.name;

import org.jspecify.annotations.Nullable;

/** A place from which an agent looks. */
public record VantageId(String value) implements Comparable<VantageId> {
    public VantageId {
        Label.require("vantage", value);
    }

    /** As a record's own, which costs a tenth of a round until the JIT's last tier has seen it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof VantageId that && value.equals(that.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
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
