package dev.trimtab.core.port;

/** Something could not be stored durably. The message is a sentence that says what is in the way and what to do. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean inDoubt;

    private StoreException(String sentence, Throwable cause, boolean inDoubt) {
        super(sentence, cause);
        this.inDoubt = inDoubt;
    }

    /** Nothing was stored. */
    public static StoreException refused(String sentence, Throwable cause) {
        return new StoreException(sentence, cause, false);
    }

    /** The answer to the last word of a transaction was lost: it may be stored. */
    public static StoreException inDoubt(String sentence, Throwable cause) {
        return new StoreException(sentence, cause, true);
    }

    /** Whether it may be stored all the same. */
    public boolean inDoubt() {
        return inDoubt;
    }
}
