package dev.trimtab.core.name;

import org.jspecify.annotations.Nullable;

/** A group of users that can be steered apart; {@link #DEFAULT} is everybody else and always exists. */
public record RegionId(String value) implements Comparable<RegionId> {
    public static final RegionId DEFAULT = new RegionId("default");

    public RegionId {
        Label.require("region", value);
    }

    /** As a record's own, which costs a tenth of a round until the JIT's last tier has seen it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof RegionId that && value.equals(that.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(RegionId other) {
        return this == other ? 0 : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
