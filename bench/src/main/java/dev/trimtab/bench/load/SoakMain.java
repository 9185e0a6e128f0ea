package dev.trimtab.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Thirty vantages, half of them by gateway and half over the cluster, report on 1 000 targets each, once a second, for some
 * minutes: what the controller takes of a core, and whether it grows. One controller does all: it is everybody's gateway,
 * holds the cluster's map alone and hears everybody, which is what each of several does at most. The last line is JSON.
 * Argument: minutes.
 */
public final class SoakMain {
    private static final int NAMES = 250;
    private static final int TARGETS = 4;
    private static final int VANTAGES = 30;
    private static final int WARM_UP_MINUTES = 2;
    private static final long MINUTE_MILLIS = 60_000;
    private static final Pattern TOLD = Pattern.compile("arrived (\\d+) lost (\\d+)");

    private SoakMain() {}

    public static void main(String[] arguments) throws Exception {
        int minutes = Integer.parseInt(arguments[0]);
        try (LoadSite site = new LoadSite(VANTAGES)) {
            site.configure(NAMES, TARGETS, "", "");
            Process controller = site.controller();
            site.ready(System.nanoTime());
            List<String> logs = List.of("reporters-0", "reporters-15");
            site.reporters(0, VANTAGES / 2, true);
            site.reporters(VANTAGES / 2, VANTAGES / 2, false);
            site.until("all vantages to be heard", 1_000, () -> site.fresh() == VANTAGES);
            Thread.sleep(WARM_UP_MINUTES * MINUTE_MILLIS);
            measure(site, controller.pid(), logs, minutes);
        }
    }

    private static void measure(LoadSite site, long pid, List<String> logs, int minutes)
            throws IOException, InterruptedException {
        double liveBefore = Vitals.liveHeapMb(pid);
        long[] toldBefore = told(site, logs);
        long begun = System.nanoTime();
        List<Double> cores = new ArrayList<>();
        List<Long> rss = new ArrayList<>();
        Vitals first = Vitals.of(pid);
        Vitals last = first;
        for (int minute = 1; minute <= minutes; minute++) {
            long from = System.nanoTime();
            Thread.sleep(MINUTE_MILLIS);
            Vitals now = Vitals.of(pid);
            double seconds = (System.nanoTime() - from) / 1e9;
            cores.add((now.cpuSeconds() - last.cpuSeconds()) / seconds);
            rss.add(now.rssMb());
            System.out.printf(
                    Locale.ROOT,
                    "minute %d: %.3f cores, %d MiB resident, %d threads, %d of %d heard%n",
                    minute,
                    cores.get(minute - 1),
                    now.rssMb(),
                    now.threads(),
                    site.fresh(),
                    VANTAGES);
            last = now;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        long[] toldAfter = told(site, logs);
        double liveAfter = Vitals.liveHeapMb(pid);
        List<Double> sorted = cores.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "{\"minutes\":%d,\"vantages\":%d,\"targets\":%d,\"reportsPerSecond\":%.1f,\"reportsLost\":%d,"
                        + "\"cores\":{\"least\":%.3f,\"median\":%.3f,\"most\":%.3f,\"goal\":0.3},"
                        + "\"rssMb\":{\"first\":%d,\"last\":%d,\"peak\":%d},"
                        + "\"liveHeapMb\":{\"first\":%.1f,\"last\":%.1f},\"threads\":{\"first\":%d,\"last\":%d}}%n",
                minutes,
                VANTAGES,
                NAMES * TARGETS,
                (toldAfter[0] - toldBefore[0]) / seconds,
                toldAfter[1] - toldBefore[1],
                sorted.get(0),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1),
                rss.get(0),
                rss.get(rss.size() - 1),
                last.peakMb(),
                liveBefore,
                liveAfter,
                first.threads(),
                last.threads());
    }

    /** Reports that arrived and that did not, of all who report. */
    private static long[] told(LoadSite site, List<String> logs) throws IOException {
        long[] sum = new long[2];
        for (String log : logs) {
            Matcher found = TOLD.matcher(site.log(log));
            long[] newest = new long[2];
            while (found.find()) {
                newest[0] = Long.parseLong(found.group(1));
                newest[1] = Long.parseLong(found.group(2));
            }
            sum[0] += newest[0];
            sum[1] += newest[1];
        }
        return sum;
    }
}
