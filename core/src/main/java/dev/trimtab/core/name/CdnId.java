package dev.trimtab.core.name;

/** A delivery network, an origin or a sorry page that we can point at, by its configured name. */
public record CdnId(String value) implements Comparable<CdnId> {
    public CdnId {
        Label.require("CDN", value);
    }

    @Override
    public int compareTo(CdnId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
