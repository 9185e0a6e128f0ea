package dev.trimtab.core.name;

import org.jspecify.annotations.Nullable;

/** A delivery network, an origin or a sorry page that we can point at, by its configured name. */
public record CdnId(String value) implements Comparable<CdnId> {
    public CdnId {
        Label.require("CDN", value);
    }

    /** As a record's own, which costs a tenth of a round until the JIT's last tier has seen it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof CdnId that && value.equals(that.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(CdnId other) {
        return this == other ? 0 : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
