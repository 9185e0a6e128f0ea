package dev.trimtab.sim.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A verdict as scripts spell it: HEALTHY, UNHEALTHY, DEGRADED, UNKNOWN and ORIGIN_FAULT of the engine. */
public enum Word {
    GOOD,
    BAD,
    DEGRADED,
    UNKNOWN,
    ORIGIN_FAULT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Word> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Word::word).toList();
    }
}
