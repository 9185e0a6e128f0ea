package dev.trimtab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {
    @TempDir
    private Path directory;

    private Path file;
    private Path lastGood;

    @BeforeEach
    void paths() {
        file = directory.resolve("trimtab.yaml");
        lastGood = directory.resolve("state/last-good.yaml");
    }

    @Test
    void a_good_file_is_started_on_and_kept() throws IOException {
        Files.writeString(file, Example.small());

        assertThat(ConfigFile.load(file, lastGood)).isInstanceOf(Started.OnCurrent.class);
        assertThat(lastGood).hasContent(Example.small());
        assertThat(lastGood.getParent()).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void a_broken_file_starts_on_the_last_good_copy_with_all_problems() throws IOException {
        Files.writeString(file, Example.small());
        ConfigFile.load(file, lastGood);
        Files.writeString(file, Example.small("kind: Config", "kind: Konfig"));

        Started.OnLastGood started = (Started.OnLastGood) ConfigFile.load(file, lastGood);
        assertThat(started.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("kind"));
        assertThat(started.spec().names()).hasSize(1);
        assertThat(lastGood).hasContent(Example.small());
    }

    @Test
    void without_a_good_copy_there_is_no_start() {
        Started.Impossible impossible = (Started.Impossible) ConfigFile.load(file, lastGood);

        assertThat(impossible.problems()).hasSize(2);
        assertThat(impossible.problems().toString()).contains("no such file", "no good copy");
    }

    @Test
    void a_copy_that_cannot_be_written_is_a_warning() throws IOException {
        Files.writeString(file, Example.small());
        Files.writeString(directory.resolve("state"), "a file where a directory should be");

        assertThat(ConfigFile.load(file, lastGood))
                .asInstanceOf(type(Started.OnCurrent.class))
                .satisfies(started -> assertThat(started.warnings().toString()).contains("could not be written"));
    }

    @Test
    void what_is_not_text_or_too_long_is_bad() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(ConfigFile.read(file)).asString().contains("not UTF-8");
        Files.writeString(file, "#".repeat(2 * YamlTree.BYTES_MAX));
        assertThat(ConfigFile.read(file)).asString().contains("longer than");
    }

    @Test
    void a_change_is_handed_over_once_it_has_settled() throws IOException {
        Watched watched = watched();
        Files.writeString(file, Example.small("weight: 70", "weight: 60"));

        watched.watch.poll();
        assertThat(watched.readings).isEmpty();
        watched.watch.poll();
        watched.watch.poll();
        assertThat(watched.readings).singleElement().isInstanceOf(Reading.Good.class);
        assertThat(lastGood).content().contains("weight: 60");
    }

    @Test
    void a_half_written_file_is_not_read() throws IOException {
        Watched watched = watched();
        String twoNames = Example.small()
                + Example.small()
                        .substring(Example.small().indexOf("  - name: www"))
                        .replace("www.steer", "api.steer");
        Files.writeString(file, Example.small() + "# cut off here");
        watched.watch.poll();
        Files.writeString(file, twoNames);
        watched.watch.poll();
        watched.watch.poll();

        assertThat(watched.readings)
                .singleElement()
                .asInstanceOf(type(Reading.Good.class))
                .satisfies(good -> assertThat(good.spec().names()).hasSize(2));
    }

    @Test
    void a_file_that_vanishes_is_emptied_or_breaks_is_bad_and_the_copy_stays() throws IOException {
        Watched watched = watched();
        Files.delete(file);
        twice(watched);
        Files.writeString(file, "");
        twice(watched);
        Files.writeString(file, "names: []");
        twice(watched);

        assertThat(watched.readings).hasSize(3).allMatch(Reading.Bad.class::isInstance);
        assertThat(lastGood).hasContent(Example.small());
    }

    @Test
    void a_file_that_is_mended_to_what_is_running_is_good_again() throws IOException {
        Watched watched = watched();
        Files.writeString(file, "broken");
        twice(watched);
        Files.writeString(file, Example.small());
        twice(watched);

        assertThat(watched.readings).hasSize(2);
        assertThat(watched.readings.getLast()).isInstanceOf(Reading.Good.class);
    }

    @Test
    void a_swapped_link_as_kubernetes_makes_it_is_seen() throws IOException {
        Files.createDirectories(directory.resolve("..1"));
        Files.createDirectories(directory.resolve("..2"));
        Files.writeString(directory.resolve("..1/trimtab.yaml"), Example.small());
        Files.writeString(directory.resolve("..2/trimtab.yaml"), Example.small("weight: 70", "weight: 60"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(file, Path.of("..data/trimtab.yaml"));
        Watched watched = watchedAsItIs();

        Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2"));
        Files.move(directory.resolve("..data_tmp"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        twice(watched);

        assertThat(watched.readings).singleElement().isInstanceOf(Reading.Good.class);
    }

    @Test
    void the_schedule_outlives_a_callback_that_throws() throws Exception {
        Files.writeString(file, Example.small());
        LinkedBlockingQueue<Reading> readings = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "config-watch-test");
            thread.setUncaughtExceptionHandler((where, bug) -> bugs.add(bug));
            return thread;
        });
        Started started = ConfigFile.load(file, lastGood);
        try (ConfigWatch watch = new ConfigWatch(
                new ConfigFile(file, lastGood),
                started.seen(),
                reading -> {
                    readings.add(reading);
                    if (readings.size() == 1) {
                        throw new IllegalStateException("a bug in the callback");
                    }
                },
                scheduler)) {
            watch.start();
            Files.writeString(file, Example.small("weight: 70", "weight: 60"));
            assertThat(bugs.poll(30, TimeUnit.SECONDS)).hasMessage("a bug in the callback");
            Files.writeString(file, Example.small("weight: 70", "weight: 50"));
            assertThat(readings.poll(30, TimeUnit.SECONDS)).isInstanceOf(Reading.Good.class);
            assertThat(readings.poll(30, TimeUnit.SECONDS)).isInstanceOf(Reading.Good.class);
        } finally {
            scheduler.shutdownNow();
        }
    }

    private record Watched(ConfigWatch watch, List<Reading> readings) {}

    private Watched watched() throws IOException {
        Files.writeString(file, Example.small());
        return watchedAsItIs();
    }

    private Watched watchedAsItIs() {
        List<Reading> readings = new CopyOnWriteArrayList<>();
        Started started = ConfigFile.load(file, lastGood);
        // Polled by hand: the scheduler is never started.
        ConfigWatch watch = new ConfigWatch(
                new ConfigFile(file, lastGood), started.seen(), readings::add, Executors.newScheduledThreadPool(0));
        return new Watched(watch, readings);
    }

    private static void twice(Watched watched) {
        watched.watch.poll();
        watched.watch.poll();
    }
}
