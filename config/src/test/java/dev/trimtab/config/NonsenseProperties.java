package dev.trimtab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** No text makes the reader throw, and no text makes it grow without limit. */
final class NonsenseProperties {
    private static final long SEED = 20_261_125L;
    private static final int ROUNDS = 1500;

    private static final List<String> PIECES = List.of(
            ":",
            "- ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "&a ",
            "*a",
            "!x ",
            "|\n",
            "\n",
            "#",
            "null",
            "-1",
            "9".repeat(18),
            "99999999999999999999",
            "%",
            "\u0000",
            "é",
            "true",
            "1e9",
            "~",
            ",",
            "<<: ",
            "\t");

    @Test
    void a_mutated_example_is_good_or_bad_and_never_an_exception() {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            String yaml = mutated(round % 2 == 0 ? Example.small() : Example.whole(), random);
            assertThatCode(() -> SpecReader.read(yaml))
                    .as("seed %d round %d", SEED, round)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void lines_that_are_lost_or_change_places_never_throw() {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = new ArrayList<>(Example.whole().lines().toList());
            for (int i = 0; i < 3; i++) {
                Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
                lines.remove(random.nextInt(lines.size()));
            }
            String yaml = String.join("\n", lines);
            assertThatCode(() -> SpecReader.read(yaml))
                    .as("seed %d round %d", SEED, round)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aliases_that_multiply_are_refused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(10, before)) + "]\n");
        }

        assertThat(SpecReader.read(bomb.toString())).asString().contains("more than 1000000 values");
    }

    @Test
    void depth_and_length_are_limited() {
        assertThat(SpecReader.read("a: " + "[".repeat(100_000))).asString().contains("nested deeper than 24");
        assertThat(SpecReader.read("#".repeat(YamlTree.BYTES_MAX + 1)))
                .asString()
                .contains("the limit is " + YamlTree.BYTES_MAX);
    }

    @Test
    void a_thousand_wrong_values_do_not_fill_the_log() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            many.append("k").append(i).append(": 1\n");
        }

        assertThat(((Reading.Bad) SpecReader.read(many.toString())).problems()).hasSizeLessThanOrEqualTo(501);
    }

    private static String mutated(String yaml, Random random) {
        StringBuilder text = new StringBuilder(yaml);
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(0, 12));
            text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
