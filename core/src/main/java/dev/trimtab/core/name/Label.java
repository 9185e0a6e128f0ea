package dev.trimtab.core.name;

import java.util.regex.Pattern;

/** The shape of every configured name: it goes into metrics' labels, URLs and file names unescaped. */
final class Label {
    private static final Pattern SHAPE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,61}[a-zA-Z0-9])?");

    private Label() {}

    static void require(String what, String value) {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not a name for a " + what + " (letters, digits, '.', '_' and '-', at most 63): " + value);
        }
    }
}
