package dev.trimtab.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Full rounds by a plain loop, in the CPU time of the one thread: on a machine that others use as well, that says more than
 * a clock on the wall. Arguments: names, rounds to warm up, rounds to measure, and which of the three when not all of them.
 */
public final class PlainRounds {
    private static final double NANOS_A_MILLI = 1e6;

    private PlainRounds() {}

    public static void main(String[] arguments) {
        int names = Integer.parseInt(arguments[0]);
        int warming = Integer.parseInt(arguments[1]);
        int measured = Integer.parseInt(arguments[2]);
        Fleet fleet = new Fleet(names);
        fleet.settle();
        Map<String, IntConsumer> news = new LinkedHashMap<>();
        news.put("everyLookNew", round -> {});
        news.put("everyNamePlanned", round -> fleet.stirAll());
        news.put("everyNameJudged", fleet::failTenth);
        if (arguments.length > 3) {
            news.keySet().retainAll(List.of(arguments).subList(3, arguments.length));
        }
        news.forEach((what, brings) -> print(what, names, rounds(fleet, warming, measured, brings)));
    }

    /** What rounds cost. */
    private static final class Costs {
        private final double[] millis;
        private long bytes;

        private Costs(int rounds) {
            millis = new double[rounds];
        }

        private void round(Fleet fleet, int number) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long bytesBefore = threads.getCurrentThreadAllocatedBytes();
            long before = threads.getCurrentThreadCpuTime();
            fleet.round();
            double took = (threads.getCurrentThreadCpuTime() - before) / NANOS_A_MILLI;
            if (number >= 0) {
                millis[number] = took;
                bytes += threads.getCurrentThreadAllocatedBytes() - bytesBefore;
            }
        }
    }

    /** @param news what a round brings beside looks that are as ever */
    private static Costs rounds(Fleet fleet, int warming, int measured, IntConsumer news) {
        Costs costs = new Costs(measured);
        for (int round = -warming; round < measured; round++) {
            int number = round;
            fleet.lookAgain(() -> news.accept(number));
            costs.round(fleet, round);
        }
        return costs;
    }

    private static void print(String what, int names, Costs costs) {
        double[] sorted = costs.millis.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%s: %d rounds of %d names, CPU of the thread: min %.0f ms, median %.0f ms, max %.0f ms; %.1f KB a name%n",
                what,
                sorted.length,
                names,
                sorted[0],
                sorted[sorted.length / 2],
                sorted[sorted.length - 1],
                costs.bytes / 1024.0 / sorted.length / names);
    }
}
