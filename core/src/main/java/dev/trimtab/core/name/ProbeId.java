package dev.trimtab.core.name;

/** A configured check, by its name. */
public record ProbeId(String value) implements Comparable<ProbeId> {
    public ProbeId {
        Label.require("probe", value);
    }

    @Override
    public int compareTo(ProbeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
