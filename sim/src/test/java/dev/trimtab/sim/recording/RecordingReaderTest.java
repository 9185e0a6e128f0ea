package dev.trimtab.sim.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.observe.Report;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class RecordingReaderTest {
    private static final String HEADER = "{\"t\":\"header\",\"format\":\"trimtab-recording\",\"version\":1,"
            + "\"product\":\"test\",\"configDigest\":\"d\",\"start\":\"2026-11-24T10:00:00Z\",\"names\":[],"
            + "\"vantages\":[]}";

    @Test
    void everything_that_was_written_is_read() throws Exception {
        List<Recorded> records = new ArrayList<>();
        Recorded.Read read = read(tape().bytes(), records);

        assertThat(read.cut()).isFalse();
        assertThat(read.reports()).isEqualTo(60);
        assertThat(records).hasSize(1 + 1 + 60 + 1 + 1);
        assertThat(records.get(0))
                .isInstanceOfSatisfying(
                        Recorded.Header.class, head -> assertThat(head.names()).containsExactly(Tape.WWW));
        assertThat(records.get(2)).isInstanceOfSatisfying(Recorded.Heard.class, heard -> {
            assertThat(heard.at()).isEqualTo(Tape.START);
            assertThat(heard.report().control()).isEqualTo(Report.Control.SEEN);
            assertThat(heard.report().observations()).hasSize(2);
        });
        assertThat(read.gaps())
                .containsExactly(new Recorded.Gap(7, Tape.at(20), Tape.at(22), "the reader was too slow"));
    }

    @Test
    void a_recorder_that_was_killed_leaves_what_it_had_written() throws Exception {
        byte[] whole = tape().bytes();
        List<Recorded> all = new ArrayList<>();
        read(whole, all);
        int cuts = 0;
        int step = 7;
        for (int length = whole.length - 1; length > 400; length -= step) {
            List<Recorded> some = new ArrayList<>();
            Recorded.Read read = read(Arrays.copyOf(whole, length), some);
            assertThat(all.subList(0, some.size())).isEqualTo(some);
            cuts += read.cut() ? 1 : 0;
        }
        assertThat(cuts).isGreaterThan((whole.length - 400) / step * 9 / 10);
    }

    @Test
    void a_changed_byte_is_damage_or_harmless_and_never_another_recording() throws Exception {
        byte[] whole = tape().bytes();
        List<Recorded> all = new ArrayList<>();
        read(whole, all);
        SplittableRandom random = new SplittableRandom(3);
        int damaged = 0;
        int tried = 2_000;
        for (int i = 0; i < tried; i++) {
            byte[] wrong = whole.clone();
            wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
            List<Recorded> some = new ArrayList<>();
            try {
                Recorded.Read read = read(wrong, some);
                assertThat(all.subList(0, some.size())).isEqualTo(some);
                assertThat(read.cut() || some.size() == all.size()).isTrue();
            } catch (DamagedException found) {
                assertThat(found.getMessage()).startsWith("byte ");
                damaged++;
            }
        }
        assertThat(damaged).isGreaterThan(tried * 8 / 10);
    }

    @Test
    void packed_anew_by_gzip_it_is_the_same() throws Exception {
        byte[] whole = tape().bytes();
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(one)) {
            gzip.write(new GZIPInputStream(new ByteArrayInputStream(whole)).readAllBytes());
        }
        List<Recorded> first = new ArrayList<>();
        List<Recorded> second = new ArrayList<>();
        read(whole, first);
        read(one.toByteArray(), second);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void what_is_wrong_is_told_with_its_place() {
        assertDamage("byte 0: not a gzip file", "hello, world\n".getBytes(StandardCharsets.US_ASCII));
        assertDamage("byte 0: is empty", new byte[0]);
        assertDamage("a recording begins with its header", packed("{\"t\":\"end\"}"));
        assertDamage("line 1: not JSON", packed("{"));
        assertDamage("recording version 2, this build reads 1", packed(HEADER.replace(":1,", ":2,")));
        assertDamage(
                "line 2: a report on list 4, which has not been told", packed(HEADER, "{\"t\":\"report\",\"list\":4}"));
        assertDamage("line 2: \"at\" is missing or no text", packed(HEADER, "{\"t\":\"end\",\"why\":\"time\"}"));
        assertDamage(
                "line 3: malformed report",
                packed(
                        HEADER,
                        "{\"t\":\"checks\",\"list\":0,\"checks\":[]}",
                        "{\"t\":\"report\",\"list\":0,\"body\":\"02ff\"}"));
        assertDamage(
                "line 2: shares add up to 9999 bp",
                packed(
                        HEADER,
                        "{\"t\":\"state\",\"at\":\"2026-11-24T10:00:00Z\",\"names\":{\"a.b.\":{\"default\":{\"x\":9999}}}}"));
    }

    @Test
    void a_record_of_a_kind_that_is_not_known_is_passed_over() throws Exception {
        List<Recorded> records = new ArrayList<>();
        read(packed(HEADER, "{\"t\":\"weather\",\"sun\":true}"), records);

        assertThat(records).hasSize(1);
    }

    private static void assertDamage(String message, byte[] bytes) {
        assertThatThrownBy(() -> read(bytes, new ArrayList<>()))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining(message);
    }

    private static Tape tape() {
        return new Tape()
                .published(0, 5_000, 5_000)
                .looks(0, 20, (vantage, cdn, second) -> cdn.equals("west") && second > 10)
                .line("{\"t\":\"gap\",\"lost\":7,\"from\":\"" + Tape.at(20) + "\",\"to\":\"" + Tape.at(22)
                        + "\",\"why\":\"the reader was too slow\"}")
                .line("{\"t\":\"end\",\"at\":\"" + Tape.at(23) + "\",\"why\":\"time\"}");
    }

    private static byte[] packed(String... lines) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(all)) {
            gzip.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return all.toByteArray();
    }

    private static Recorded.Read read(byte[] bytes, List<Recorded> into) throws IOException, DamagedException {
        return RecordingReader.read(new ByteArrayInputStream(bytes), into::add);
    }
}
