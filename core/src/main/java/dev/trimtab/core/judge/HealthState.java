package dev.trimtab.core.judge;

/** What is believed of a target. Not knowing is a state: it is never taken for good or for bad. */
public enum HealthState {
    HEALTHY,
    /** Usable, slower or poorer than asked for. Nothing moves because of it alone. */
    DEGRADED,
    UNHEALTHY,
    UNKNOWN
}
