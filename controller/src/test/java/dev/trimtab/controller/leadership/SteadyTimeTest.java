package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a suspended machine slept through counts. */
class SteadyTimeTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    private long running = 5 * SECOND;

    @Test
    void a_suspension_is_added_and_stays_added() throws IOException {
        Path uptime = Files.writeString(folder.resolve("uptime"), "100.07 80.00\n");
        SteadyTime time = new SteadyTime(() -> running, uptime);
        long start = time.getAsLong();
        running += 2 * SECOND;
        Files.writeString(uptime, "102.06 80.00\n");
        assertThat(time.getAsLong() - start).isEqualTo(2 * SECOND);
        // An hour asleep: the JDK's clock stood still.
        Files.writeString(uptime, "3702.07 80.00\n");
        assertThat(time.getAsLong() - start).isEqualTo(3_602 * SECOND);
        running += SECOND;
        Files.writeString(uptime, "3703.07 80.00\n");
        assertThat(time.getAsLong() - start).isEqualTo(3_603 * SECOND);
    }

    @Test
    void where_there_is_no_up_time_the_running_clock_is_all_there_is() throws IOException {
        SteadyTime none = new SteadyTime(() -> running, folder.resolve("none"));
        SteadyTime odd = new SteadyTime(() -> running, Files.writeString(folder.resolve("odd"), "soon"));
        running += SECOND;
        assertThat(none.getAsLong()).isEqualTo(6 * SECOND);
        assertThat(odd.getAsLong()).isEqualTo(6 * SECOND);
    }

    @Test
    void here_it_grows() {
        SteadyTime time = new SteadyTime();
        long first = time.getAsLong();
        assertThat(time.getAsLong()).isGreaterThanOrEqualTo(first);
    }
}
