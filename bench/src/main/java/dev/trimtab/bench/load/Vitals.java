package dev.trimtab.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel says of a process.
 *
 * @param rssMb resident now, in MiB
 * @param peakMb the most that was ever resident
 * @param cpuSeconds user and system time since its start
 */
record Vitals(long rssMb, long peakMb, double cpuSeconds, int threads) {
    /** Linux counts in hundredths of a second, whatever the kernel's own tick is. */
    private static final double TICKS_A_SECOND = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final long KB_A_MB = 1024;
    private static final Pattern LIVE_KB = Pattern.compile("used (\\d+)K");

    static Vitals of(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name in parentheses may hold blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
        return new Vitals(
                number(status, "VmRSS") / KB_A_MB, number(status, "VmHWM") / KB_A_MB, ticks / TICKS_A_SECOND, (int)
                        number(status, "Threads"));
    }

    private static long number(String status, String key) {
        Matcher found = Pattern.compile(key + ":\\s+(\\d+)").matcher(status);
        if (!found.find()) {
            throw new IllegalStateException("the kernel does not say " + key);
        }
        return Long.parseLong(found.group(1));
    }

    /** What is alive on the heap, in MiB: a full collection is asked for first. */
    static double liveHeapMb(long pid) throws IOException {
        jcmd(pid, "GC.run");
        Matcher found = LIVE_KB.matcher(jcmd(pid, "GC.heap_info"));
        double kb = 0;
        // Young and old generation come first; metaspace is not of the heap.
        for (int i = 0; i < 2 && found.find(); i++) {
            kb += Long.parseLong(found.group(1));
        }
        return kb / KB_A_MB;
    }

    private static String jcmd(long pid, String command) throws IOException {
        Process jcmd = new ProcessBuilder(
                        List.of(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), command))
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
