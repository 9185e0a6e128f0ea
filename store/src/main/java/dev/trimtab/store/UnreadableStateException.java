package dev.trimtab.store;

import java.nio.file.Path;

/** A file of our own state that cannot be understood: the process must not start as if there were none. */
public final class UnreadableStateException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableStateException(Path path, String why, Throwable cause) {
        super(
                path + " cannot be read (" + why + "): mend it, or move it away to start without what it remembers",
                cause);
    }
}
