package dev.trimtab.agent.probe;

import com.google.re2j.Pattern;
import java.util.Collection;

/** Takes out of a server's words what nobody should see, and what would move a terminal. */
final class Redaction {
    private static final String GONE = "[redacted]";

    /** Keys with their values, mail addresses, and whatever is long enough to be a token. */
    private static final Pattern SECRET_LIKE = Pattern.compile(
            "(?i)(?:token|secret|passw(?:or)?d|api[_-]?key|session(?:[_-]?id)?|csrf|authorization|bearer)"
                    + "[\"']?(?:\\s*[:=]\\s*|\\s+content=|\\s+)[\"']?[^\\s\"'&<>;,]{4,}"
                    + "|[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63})+"
                    + "|[A-Za-z0-9_-]{32,}");

    private Redaction() {}

    /** @param secrets our own, which a server may send back */
    static String redacted(String text, Collection<String> secrets) {
        String without = text;
        for (String secret : secrets) {
            without = without.replace(secret, GONE);
        }
        return visible(SECRET_LIKE.matcher(without).replaceAll(GONE));
    }

    /** Only our own secrets: of a value that must stay legible. */
    static String withoutSecrets(String text, Collection<String> secrets) {
        String without = text;
        for (String secret : secrets) {
            without = without.replace(secret, GONE);
        }
        return visible(without);
    }

    /** Nothing but visible characters: a server's words end up in terminals. */
    static String visible(String text) {
        return text.replaceAll("\\p{Cntrl}|[\\u202a-\\u202e\\u2066-\\u2069]", " ");
    }
}
