package dev.trimtab.core.name;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A DNS name whose answers we steer, fully qualified and in lower case, such as {@code www.steer.example.com.}
 *
 * @param value the name with its trailing dot; {@link #of} adds a missing one
 */
public record SteeredName(String value) implements Comparable<SteeredName> {
    /** RFC 1035 §2.3.4: 255 octets on the wire are at most 253 characters and the dot. */
    static final int CHARACTERS_MAX = 254;

    public SteeredName {
        if (value.length() > CHARACTERS_MAX || !Label.dotted(value)) {
            throw new IllegalArgumentException("not a fully qualified DNS name: " + value);
        }
        value = value.toLowerCase(Locale.ROOT);
    }

    /** Reads a name as people write it: the trailing dot may be missing. */
    public static SteeredName of(String text) {
        return new SteeredName(text.endsWith(".") ? text : text + ".");
    }

    /** The owner of our mark beside this name: {@code _trimtab.www.steer.example.com.} */
    public String markOwner() {
        return "_trimtab." + value;
    }

    /** The name without its trailing dot, as users and certificates write it. */
    public String withoutDot() {
        return value.substring(0, value.length() - 1);
    }

    /** As a record's own, which costs a tenth of a round until the JIT's last tier has seen it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof SteeredName that && value.equals(that.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(SteeredName other) {
        return this == other ? 0 : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
