package dev.trimtab.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Full rounds by a plain loop, in the CPU time of the one thread: on a machine that others use as well, that says more than
 * a clock on the wall. Arguments: names, rounds to warm up, rounds to measure.
 */
public final class PlainRounds {
    private static final double NANOS_A_MILLI = 1e6;

    /** One round in so many brings a new failure at every target; in the others the old ones are counted again. */
    private static final int FAILS_EVERY = 10;

    private PlainRounds() {}

    public static void main(String[] arguments) {
        int names = Integer.parseInt(arguments[0]);
        int warming = Integer.parseInt(arguments[1]);
        int measured = Integer.parseInt(arguments[2]);
        Fleet fleet = new Fleet(names);
        fleet.settle();
        print("everyLookNew", everyLookNew(fleet, warming, measured));
        print("everyVerdictNew", everyVerdictNew(fleet, names, warming, measured));
    }

    private static double[] everyLookNew(Fleet fleet, int warming, int measured) {
        double[] millis = new double[measured];
        for (int round = -warming; round < measured; round++) {
            fleet.pass(Duration.ofSeconds(10));
            fleet.lookAll();
            fleet.report(0, Fleet.VANTAGES);
            double took = round(fleet);
            if (round >= 0) {
                millis[round] = took;
            }
        }
        return millis;
    }

    private static double[] everyVerdictNew(Fleet fleet, int names, int warming, int measured) {
        double[] millis = new double[measured];
        for (int round = -warming; round < measured; round++) {
            fleet.pass(Duration.ofSeconds(60));
            fleet.lookAll();
            if (Math.floorMod(round, FAILS_EVERY) == 0 || round == -warming) {
                for (int line = 0; line < names * Fleet.TARGETS; line++) {
                    fleet.failOne(line);
                }
            }
            fleet.report(0, Fleet.VANTAGES);
            double took = round(fleet);
            if (round >= 0) {
                millis[round] = took;
            }
        }
        return millis;
    }

    private static double round(Fleet fleet) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        fleet.round();
        return (threads.getCurrentThreadCpuTime() - before) / NANOS_A_MILLI;
    }

    private static void print(String what, double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%s: %d rounds, CPU of the thread: min %.0f ms, median %.0f ms, max %.0f ms%n",
                what,
                sorted.length,
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]);
    }
}
