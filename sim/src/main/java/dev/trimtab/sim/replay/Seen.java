package dev.trimtab.sim.replay;

/** What one look found. */
public sealed interface Seen {
    /** Nothing at all: the probe gives no data, or the policy is blind to it. Neither good nor bad. */
    Seen NOTHING = new Nothing();

    /**
     * It passed.
     *
     * @param rtt latency as a factor of the usual one: the event's, times how far the target is in that region
     */
    record Passed(double rtt) implements Seen {}

    record Failed(Symptom symptom) implements Seen {}

    record Nothing() implements Seen {}
}
