package dev.trimtab.core.name;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What users type: the name of SNI, Host header and certificate. No trailing dot, lower case.
 *
 * @param value such as {@code www.example.com}
 */
public record HostName(String value) implements Comparable<HostName> {
    private static final Pattern SHAPE =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");

    public HostName {
        value = value.toLowerCase(Locale.ROOT);
        if (value.endsWith(".")) {
            value = value.substring(0, value.length() - 1);
        }
        if (value.length() > 253 || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a host name: " + value);
        }
    }

    @Override
    public int compareTo(HostName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
