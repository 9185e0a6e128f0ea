package dev.trimtab.core.name;

/** A group of users that can be steered apart; {@link #DEFAULT} is everybody else and always exists. */
public record RegionId(String value) implements Comparable<RegionId> {
    public static final RegionId DEFAULT = new RegionId("default");

    public RegionId {
        Label.require("region", value);
    }

    @Override
    public int compareTo(RegionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
