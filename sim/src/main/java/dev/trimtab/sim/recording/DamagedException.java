package dev.trimtab.sim.recording;

/** A recording that is not what was written: where, and what is wrong there. */
public final class DamagedException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param at where, such as {@code byte 4711} or {@code line 12} */
    public DamagedException(String at, String what) {
        super(at + ": " + what);
    }
}
