package dev.trimtab.agent.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.agent.probe.AllowedRanges;
import dev.trimtab.agent.probe.Sight;
import dev.trimtab.agent.probe.VantageProber;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All of the zoo, all the time: memory stays flat, and no look is late. {@code make soak} runs it for ten minutes, the tests
 * for less than one.
 */
class ZooSoakIT {
    private static final Duration RUN = Duration.parse(System.getProperty("trimtab.soak", "PT25S"));

    /** Loopback is connection-tracked: far fewer fresh connections than fill its table. */
    private static final int LOOKS_PER_SECOND = 120;

    private static final int LOOKING_MAX = 200;

    /** Beyond the timeout: a machine on which much else runs. What waits for ever is far beyond it. */
    private static final Duration LATE = Zoo.TIMEOUT.plusSeconds(5);

    private static final long GROWTH_BYTES_MAX = 24L * 1024 * 1024;

    @TempDir
    Path folder;

    private final AtomicLong made = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong latestMillis = new AtomicLong();
    private final AtomicReference<String> latest = new AtomicReference<>("");
    private final Map<String, String> wrong = new ConcurrentSkipListMap<>();

    @Test
    void memory_stays_flat_and_no_look_is_late() throws Exception {
        try (Zoo zoo = new Zoo(folder);
                VantageProber prober = new VantageProber(AllowedRanges.of("127.0.0.0/8"), InstantSource.system())) {
            prober.warmUp();
            look(zoo, prober, RUN.dividedBy(3));
            long[] before = memory();
            look(zoo, prober, RUN.dividedBy(3).multipliedBy(2));
            long[] after = memory();
            System.out.printf(
                    "{\"soak\":\"zoo\",\"seconds\":%d,\"looks\":%d,\"late\":%d,\"latestMillis\":%d,\"latest\":\"%s\",\"wrong\":%d,"
                            + "\"heapBefore\":%d,\"heapAfter\":%d,\"directBefore\":%d,\"directAfter\":%d}%n",
                    RUN.toSeconds(),
                    made.get(),
                    late.get(),
                    latestMillis.get(),
                    latest.get().replace('"', '\''),
                    wrong.size(),
                    before[0],
                    after[0],
                    before[1],
                    after[1]);
            assertThat(made.get()).isGreaterThan(zoo.exhibits().size());
            assertThat(wrong).isEmpty();
            assertThat(late.get()).as("latest after %s ms", latestMillis.get()).isZero();
            assertThat(after[0] - before[0]).as("heap").isLessThan(GROWTH_BYTES_MAX);
            assertThat(after[1] - before[1]).as("outside the heap").isLessThan(GROWTH_BYTES_MAX);
        }
    }

    private void look(Zoo zoo, VantageProber prober, Duration time) throws InterruptedException {
        Semaphore room = new Semaphore(LOOKING_MAX);
        List<Zoo.Exhibit> exhibits = zoo.exhibits();
        long begin = System.nanoTime();
        for (int i = 0; System.nanoTime() - begin < time.toNanos(); i++) {
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / LOOKS_PER_SECOND;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            room.acquire();
            Zoo.Exhibit exhibit = exhibits.get(i % exhibits.size());
            long started = System.nanoTime();
            prober.look(exhibit.check(), Look.Turn.INTERVAL).whenComplete((sight, bug) -> {
                ended(exhibit, sight, started);
                room.release();
            });
        }
        room.acquire(LOOKING_MAX);
    }

    private void ended(Zoo.Exhibit exhibit, Sight sight, long started) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        made.incrementAndGet();
        if (millis > latestMillis.getAndAccumulate(millis, Math::max)) {
            latest.set(exhibit + ": " + sight.look().detail());
        }
        if (millis > LATE.toMillis()) {
            late.incrementAndGet();
        }
        Outcome outcome = sight.look().outcome();
        // A busy machine makes looks blind, and time runs out here and there: no server is thought better of for it.
        boolean busy =
                outcome instanceof Outcome.Blind || sight.look().detail().startsWith("after " + Zoo.TIMEOUT.toMillis());
        if (!outcome.equals(exhibit.expected()) && !busy) {
            wrong.put(exhibit.name(), outcome + " " + sight.look().detail());
        }
    }

    /** Of the heap what is in use after it was cleaned, and what lies outside of it. */
    private static long[] memory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        long direct = Math.max(0, PlatformDependent.usedDirectMemory());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            direct += Math.max(0, pool.getMemoryUsed());
        }
        return new long[] {
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), direct
        };
    }
}
