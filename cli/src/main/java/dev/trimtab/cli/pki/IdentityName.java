package dev.trimtab.cli.pki;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose certificate: written {@code vantage/NAME} or {@code gateway/NAME}, which is also its folder.
 *
 * @param name letters, digits and hyphens, at most 63: it becomes the name of a folder and a part of a URI
 */
public record IdentityName(Kind kind, String name) {
    /** What it is allowed to do. */
    public enum Kind {
        VANTAGE("vantage"),
        GATEWAY("gateway");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Empty when it is neither. */
    public static Optional<IdentityName> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !NAME.matcher(text.substring(slash + 1)).matches()) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(text.substring(0, slash))) {
                return Optional.of(new IdentityName(kind, text.substring(slash + 1)));
            }
        }
        return Optional.empty();
    }

    /** How a gateway knows a vantage. */
    public String uri() {
        return "trimtab:" + kind.word + ":" + name;
    }

    @Override
    public String toString() {
        return kind.word + "/" + name;
    }
}
