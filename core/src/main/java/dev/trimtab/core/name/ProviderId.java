package dev.trimtab.core.name;

/** A DNS service that we write to, by its configured name. */
public record ProviderId(String value) implements Comparable<ProviderId> {
    public ProviderId {
        Label.require("provider", value);
    }

    @Override
    public int compareTo(ProviderId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
