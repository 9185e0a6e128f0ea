package dev.trimtab.sim.simulator;

/** What can go wrong. Each is drawn by the seed with a beginning and an end. */
public enum Fault {
    CDN_DOWN,
    CDN_DOWN_IN_A_REGION,
    CDN_BROWNOUT,
    CDN_FLAPS,
    CDN_SLOW,
    ORIGIN_DOWN,
    /** One vantage says the contrary of what is. */
    VANTAGE_LIES,
    VANTAGE_BLIND,
    /** Its own network is broken: everything fails, its control group too. */
    VANTAGE_CUT_OFF,
    VANTAGE_DEAD,
    /** Its reports take long. */
    VANTAGE_SLOW,
    VANTAGE_RESTARTS,
    ALL_VANTAGES_DEAD,
    ALL_VANTAGES_CUT_OFF,
    /** A controller does not hear some vantages. */
    PARTITION_FROM_VANTAGES,
    PARTITION_FROM_ELECTION,
    PARTITION_FROM_DNS,
    /** The leader stands still for longer than its lease. */
    LEADER_STANDS_STILL,
    /** It stands still between reading and writing. */
    LEADER_STANDS_STILL_IN_WRITE,
    DNS_THROTTLES,
    DNS_ERRS,
    DNS_REFUSES,
    DNS_APPLIES_AND_IS_SILENT,
    DNS_LOSES,
    DNS_READS_STALE,
    CLOCK_JUMPS,
    WEIGHTS_CHANGE,
    AUTOMATION_OFF,
    DRAIN,
    DRAIN_ENDED_EARLY,
    PIN,
    FREEZE,
    CONTROLLER_CRASHES,
    /** And its disk is lost. */
    CONTROLLER_CRASHES_WITHOUT_DISK,
    OLD_REPORTS_REPLAYED
}
