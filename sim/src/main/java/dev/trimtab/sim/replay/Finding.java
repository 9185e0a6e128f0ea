package dev.trimtab.sim.replay;

import dev.trimtab.sim.replay.Expectations.Outcome;

/** What became of one expectation, with numbers. */
record Finding(Outcome outcome, String detail) {
    static Finding pass(String detail) {
        return new Finding(Outcome.PASS, detail);
    }

    static Finding fail(String detail) {
        return new Finding(Outcome.FAIL, detail);
    }

    static Finding unsupported(String detail) {
        return new Finding(Outcome.UNSUPPORTED, detail);
    }
}
