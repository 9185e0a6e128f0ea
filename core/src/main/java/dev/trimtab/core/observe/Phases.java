package dev.trimtab.core.observe;

/**
 * How long the phases of one look took, in microseconds; 0 for a phase that did not happen.
 *
 * @param totalMicros first packet to last byte
 */
public record Phases(int dnsMicros, int connectMicros, int tlsMicros, int firstByteMicros, int totalMicros) {
    public static final Phases NONE = new Phases(0, 0, 0, 0, 0);
}
