package dev.trimtab.sim.simulator;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code SimulatorMain FROM COUNT [JOBS]}: runs so many seeds, so many at a time (default one), and prints what broke, each
 * with the one command that replays it. What a seed tells does not depend on its neighbours. A single seed is run twice, its
 * log is printed, and both runs must have told the same. Exit 0 when nothing broke, 1 when something did, 2 for arguments
 * that are none.
 */
public final class SimulatorMain {
    /** More failures than anybody would read. */
    private static final int SHOWN_MAX = 20;

    private static final int JOBS_MAX = 64;

    /** A sign of life in a run of hours. */
    private static final int SEEDS_PER_SIGN = 1_000;

    private SimulatorMain() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long from;
        int count;
        int jobs;
        try {
            from = args.length > 0 ? Long.parseLong(args[0]) : 1;
            count = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
            jobs = args.length > 2 ? Math.clamp(Integer.parseInt(args[2]), 1, JOBS_MAX) : 1;
        } catch (NumberFormatException noNumber) {
            out.println("usage: SimulatorMain FROM COUNT [JOBS], all numbers; " + noNumber.getMessage());
            System.exit(2);
            return;
        }
        System.exit(count == 1 ? one(from, out) : many(from, count, jobs, out));
    }

    private static int one(long seed, PrintStream out) {
        Simulation.Result result = new Simulation(seed).run();
        result.newest().forEach(out::println);
        out.println(told(result));
        Simulation.Result again = new Simulation(seed).run();
        if (!again.digest().equals(result.digest())) {
            out.println("seed " + seed + " told " + result.digest() + " and then " + again.digest()
                    + ": it is not deterministic");
            return 1;
        }
        return result.passed() ? 0 : 1;
    }

    private static int many(long from, int count, int jobs, PrintStream out) {
        long began = System.nanoTime();
        AtomicLong next = new AtomicLong(from);
        Total total = new Total(out);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            threads.add(Thread.ofPlatform().name("seeds-" + i).start(() -> {
                for (long seed = next.getAndIncrement(); seed < from + count; seed = next.getAndIncrement()) {
                    total.add(run(seed));
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                out.println("stopped");
                return 1;
            }
        }
        out.println(total.sentence((System.nanoTime() - began) / 1e9));
        // A thread that died (of an Error) has not run what it took.
        return total.failed.isEmpty() && total.seeds == count ? 0 : 1;
    }

    /** A bug of the simulation itself is told like any other. */
    private static Simulation.Result run(long seed) {
        try {
            return new Simulation(seed).run();
        } catch (RuntimeException bug) {
            StackTraceElement[] trace = bug.getStackTrace();
            return new Simulation.Result(
                    seed,
                    List.of("threw " + bug + (trace.length > 0 ? " at " + trace[0] : "")),
                    "",
                    List.of(),
                    Map.of(),
                    new Simulation.Figures(Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    private static String told(Simulation.Result result) {
        Simulation.Figures figures = result.figures();
        String verdict =
                result.passed() ? "passed" : "BROKEN " + result.broken().get(0);
        return String.format(
                Locale.ROOT,
                "seed %d %s; %d min simulated, %d writes, %d decisions, %d leaders, %.1f bad user-minutes, log %s%s",
                result.seed(),
                verdict,
                figures.simulated().toMinutes(),
                figures.writes(),
                figures.decisions(),
                figures.leaders(),
                figures.badUserMinutes(),
                result.digest(),
                result.passed() ? "" : "\n  replay it with: make sim SEEDS=1 FROM=" + result.seed());
    }

    /** Sums over seeds, by whoever ran them. */
    private static final class Total {
        private final PrintStream out;
        private final SortedSet<Long> failed = new TreeSet<>();
        private int seeds;
        private Duration simulated = Duration.ZERO;
        private long writes;
        private long leaders;
        private long resumed;
        private long lostRaces;
        private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);

        Total(PrintStream out) {
            this.out = out;
        }

        synchronized void add(Simulation.Result result) {
            seeds++;
            if (!result.passed()) {
                failed.add(result.seed());
                if (failed.size() <= SHOWN_MAX) {
                    out.println(told(result));
                }
            }
            simulated = simulated.plus(result.figures().simulated());
            writes += result.figures().writes();
            leaders += result.figures().leaders();
            resumed += result.figures().resumed();
            lostRaces += result.figures().lostRaces();
            result.struck().forEach((fault, times) -> struck.merge(fault, times, Integer::sum));
            if (seeds % SEEDS_PER_SIGN == 0) {
                out.println(seeds + " seeds run, " + failed.size() + " broken");
            }
        }

        synchronized String sentence(double seconds) {
            return String.format(
                    Locale.ROOT,
                    "%d seeds, %d broken%s; %.1f days simulated in %.1f s; %d writes, %d leaders, %d writes resumed after"
                            + " a pause, %d races lost and repaired%nfaults: %s",
                    seeds,
                    failed.size(),
                    failed.isEmpty() ? "" : " " + failed,
                    simulated.toMinutes() / 1_440.0,
                    seconds,
                    writes,
                    leaders,
                    resumed,
                    lostRaces,
                    struck);
        }
    }
}
