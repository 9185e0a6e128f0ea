package dev.trimtab.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with their unit, as people write them. The patterns are those of the published schema. */
public final class Amounts {
    static final String DURATION = "^[0-9]{1,9}(ms|s|m|h|d)$";
    static final String PERCENT = "^[0-9]{1,3}(\\.[0-9]{1,2})?%$";
    static final String SIZE = "^[0-9]{1,7}(B|KiB|MiB)?$";

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9.]+)([A-Za-z%]*)");

    private Amounts() {}

    /** Of {@code 90s}, {@code 30m}, {@code 24h}, {@code 7d}; empty for anything else. */
    public static Optional<Duration> duration(String text) {
        if (!text.matches(DURATION)) {
            return Optional.empty();
        }
        Matcher parts = split(text);
        long amount = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    /** Basis points of {@code 12.5%}. */
    static Optional<Integer> basisPoints(String text) {
        if (!text.matches(PERCENT)) {
            return Optional.empty();
        }
        return Optional.of(
                new BigDecimal(split(text).group(1)).movePointRight(2).intValueExact());
    }

    /** Bytes of {@code 256KiB}; a bare number is bytes. */
    public static Optional<Long> bytes(String text) {
        if (!text.matches(SIZE)) {
            return Optional.empty();
        }
        Matcher parts = split(text);
        long amount = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "KiB" -> amount * 1024;
                    case "MiB" -> amount * 1024 * 1024;
                    default -> amount;
                });
    }

    /** As people write it, in the largest unit that fits. */
    static String shown(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 3600 == 0 && seconds > 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Matcher split(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalStateException("an amount without a number passed its pattern: " + text);
        }
        return parts;
    }
}
