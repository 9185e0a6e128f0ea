package dev.trimtab.config;

/** The port of a {@code host:port}; its form has been checked. */
final class Endpoint {
    private static final int PORT_MAX = 65_535;

    private Endpoint() {}

    static void check(Cursor at, Problems problems) {
        String text = at.text().orElse("");
        String digits = text.substring(Math.max(text.lastIndexOf(':'), text.lastIndexOf(']')) + 1);
        boolean hasPort = text.lastIndexOf(':') > text.lastIndexOf(']') && digits.matches("[0-9]{1,5}");
        if (hasPort && (Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > PORT_MAX)) {
            problems.error(
                    at.path(), at.line(), "is " + Words.quoted(text) + "; expected a port from 1 to " + PORT_MAX);
        }
    }
}
