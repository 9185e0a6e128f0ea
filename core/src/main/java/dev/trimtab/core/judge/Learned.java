package dev.trimtab.core.judge;

/**
 * What is remembered of one target in one region beside its verdict.
 *
 * @param baseline how often it fails in everyday life
 * @param hardMinute the newest minute in which a quorum held it for down, since 1970
 */
record Learned(double baseline, long hardMinute) {
    static final Learned NOTHING = new Learned(Evidence.BASELINE_START, Long.MIN_VALUE / 2);

    private static final double LEAST = 0.0005;
    private static final double MOST = 0.02;

    /** Three days: a fault that grows over a working day is not learned as everyday life. */
    private static final double MINUTES = 3 * 24 * 60;

    private static final int LOOKS_MIN = 50;

    /**
     * After one more judgement; only a target that is healthy and clean teaches.
     *
     * @param passed minutes since the one before
     */
    Learned next(Hearing hearing, long passed, long minute) {
        if (hardMinute > minute) {
            // Learned by a clock that ran ahead: it counts as of now.
            return new Learned(baseline, minute).next(hearing, 0, minute);
        }
        if (hearing.state() == Verdict.State.UNHEALTHY) {
            return hardMinute == minute ? this : new Learned(baseline, minute);
        }
        Counts looks = hearing.evidence().trimmed();
        boolean teaches = passed > 0
                && hearing.state() == Verdict.State.HEALTHY
                && looks.looks() >= LOOKS_MIN
                && looks.ratio() <= hearing.evidence().cleanLimit();
        if (!teaches) {
            return this;
        }
        double step = Math.min(Series.MINUTES, passed) / MINUTES;
        return new Learned(Math.clamp(baseline + (looks.ratio() - baseline) * step, LEAST, MOST), hardMinute);
    }
}
