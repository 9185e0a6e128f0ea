package dev.trimtab.core.records;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sign beside a record set that it is ours and which plan it holds: TXT at {@code _trimtab.<name>}, or the provider's
 * comment field.
 *
 * @param owner opaque, 16 hex digits of the hash of the installation's name
 */
public record Mark(String owner, Generation generation) {
    private static final Pattern SHAPE =
            Pattern.compile("trimtab v=1 owner=([0-9a-f]{16}) gen=(\\d{1,18}\\.\\d{1,18})");

    private static final Pattern OWNER = Pattern.compile("[0-9a-f]{16}");

    public Mark {
        if (!OWNER.matcher(owner).matches()) {
            throw new IllegalArgumentException("not an owner hash: " + owner);
        }
    }

    /** The text of the TXT record, without quotes. */
    public String text() {
        return "trimtab v=1 owner=" + owner + " gen=" + generation;
    }

    /** Reads {@link #text}; empty when it is no mark of this version. */
    public static Optional<Mark> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches()
                ? Optional.of(new Mark(matcher.group(1), Generation.of(matcher.group(2))))
                : Optional.empty();
    }
}
