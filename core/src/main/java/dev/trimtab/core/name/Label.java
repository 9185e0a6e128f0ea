package dev.trimtab.core.name;

/** The shape of every configured name: it goes into metrics' labels, URLs and file names unescaped. */
final class Label {
    /** RFC 1035 §2.3.4, and what a Kubernetes label may hold. */
    private static final int CHARACTERS_MAX = 63;

    private Label() {}

    static void require(String what, String value) {
        if (!named(value)) {
            throw new IllegalArgumentException(
                    "not a name for a " + what + " (letters, digits, '.', '_' and '-', at most 63): " + value);
        }
    }

    // Reports are read by the thousand, and names are made for each line of them: loops, where an expression took most
    // of it.
    private static boolean named(String value) {
        int length = value.length();
        if (length == 0
                || length > CHARACTERS_MAX
                || !letterOrDigit(value.charAt(0))
                || !letterOrDigit(value.charAt(length - 1))) {
            return false;
        }
        for (int i = 1; i < length - 1; i++) {
            char c = value.charAt(i);
            if (!letterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Whether these are labels of a domain name with a dot after each: 1 to 63 letters, digits, '_' or inner '-'. */
    static boolean dotted(String value) {
        int begin = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '.') {
                if (i == begin || i - begin > CHARACTERS_MAX || value.charAt(i - 1) == '-') {
                    return false;
                }
                begin = i + 1;
            } else if (!letterOrDigit(c) && c != '_' && (c != '-' || i == begin)) {
                return false;
            }
        }
        return begin > 0 && begin == value.length();
    }

    private static boolean letterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
