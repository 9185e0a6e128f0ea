package dev.trimtab.controller.gateway;

import java.time.Duration;

/** So many messages a second, and a few at once. Reads no clock. Not thread-safe. */
final class Allowance {
    private final double perSecond;
    private final double burst;
    private double left;
    private long atNanos;

    Allowance(double perSecond, double burst, long nowNanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.left = burst;
        this.atNanos = nowNanos;
    }

    /** Whether one more is allowed; it is spent. */
    boolean spend(long nowNanos) {
        double passed = (nowNanos - atNanos) / (double) Duration.ofSeconds(1).toNanos();
        left = Math.min(burst, left + passed * perSecond);
        atNanos = nowNanos;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
