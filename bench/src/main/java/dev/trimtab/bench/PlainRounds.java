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
 * Full rounds by a plain loop, in CPU time of all threads that run Java and on the clock: on a machine that others use as
 * well, the former says more. Arguments: names, rounds to warm up, rounds to measure, and which of the three when not all of them.
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
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final double[] cpuMillis;
        private final double[] clockMillis;
        private long bytes;

        private Costs(int rounds) {
            cpuMillis = new double[rounds];
            clockMillis = new double[rounds];
        }

        private void round(Fleet fleet, int number) {
            long bytesBefore = bytes();
            long cpuBefore = cpu();
            long before = System.nanoTime();
            fleet.round();
            double clock = (System.nanoTime() - before) / NANOS_A_MILLI;
            double cpu = (cpu() - cpuBefore) / NANOS_A_MILLI;
            if (number >= 0) {
                clockMillis[number] = clock;
                cpuMillis[number] = cpu;
                bytes += bytes() - bytesBefore;
            }
        }

        /** Of every thread that runs Java. */
        private static long cpu() {
            return Arrays.stream(THREADS.getThreadCpuTime(THREADS.getAllThreadIds()))
                    .filter(nanos -> nanos > 0)
                    .sum();
        }

        private static long bytes() {
            return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                    .filter(allocated -> allocated > 0)
                    .sum();
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
        System.out.printf(
                Locale.ROOT,
                "%s: %d rounds of %d names, fastest, median, slowest: CPU %s ms, clock %s ms; %.1f KB a name%n",
                what,
                costs.cpuMillis.length,
                names,
                spread(costs.cpuMillis),
                spread(costs.clockMillis),
                costs.bytes / 1024.0 / costs.cpuMillis.length / names);
    }

    private static String spread(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT, "%.0f, %.0f, %.0f", sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }
}
