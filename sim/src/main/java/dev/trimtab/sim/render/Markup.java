package dev.trimtab.sim.render;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes XHTML in which every text and every attribute is escaped: scripts are files of strangers. */
final class Markup {
    private final StringBuilder written = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes names and values in turn */
    Markup open(String element, String... attributes) {
        tag(element, attributes);
        written.append('>');
        open.push(element);
        return this;
    }

    Markup close() {
        written.append("</").append(open.pop()).append('>');
        return this;
    }

    /** An element with nothing in it. */
    Markup empty(String element, String... attributes) {
        tag(element, attributes);
        written.append("/>");
        return this;
    }

    /** An element that holds one text. */
    Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    Markup text(String text) {
        written.append(escaped(text));
        return this;
    }

    Markup line() {
        written.append('\n');
        return this;
    }

    private void tag(String element, String... attributes) {
        written.append('<').append(element);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            written.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1]));
            written.append('"');
        }
    }

    /** What XML cannot hold at all becomes a replacement character. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(held(point) ? point : 0xFFFD);
            }
        });
        return safe.toString();
    }

    private static boolean held(int point) {
        boolean control = point < ' ' && point != '\n' && point != '\t' && point != '\r';
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return !control && !surrogate && point != 0xFFFE && point != 0xFFFF;
    }

    @Override
    public String toString() {
        return written.toString();
    }
}
