package dev.trimtab.sim.replay;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Offsets as scripts write them: {@code 28m}, {@code 1h5m}, {@code 9m30s}. */
public final class Offsets {
    private static final Pattern FORM =
            Pattern.compile("(?=.)(?:(\\d{1,4})d)?(?:(\\d{1,4})h)?(?:(\\d{1,6})m)?(?:(\\d{1,7})s)?");

    private Offsets() {}

    public static Optional<Duration> read(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(number(parts, 1))
                .plusHours(number(parts, 2))
                .plusMinutes(number(parts, 3))
                .plusSeconds(number(parts, 4)));
    }

    public static String shown(Duration offset) {
        long seconds = offset.toSeconds();
        StringBuilder text = new StringBuilder();
        append(text, seconds / 3600, 'h');
        append(text, seconds / 60 % 60, 'm');
        append(text, seconds % 60, 's');
        return text.isEmpty() ? "0m" : text.toString();
    }

    private static void append(StringBuilder text, long amount, char unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }

    private static long number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
