package dev.trimtab.core.observe;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.FailureClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/**
 * Reports as bytes: a header, then one column per field, each number as its difference to the one above, deflated. Checks are
 * places in the assignment's list. What does not fit is given up in this order: details, precision of the phases.
 */
@SuppressWarnings("EnumOrdinal") // the order of classes of failure is the format's
public final class ReportCodec {
    /** What came of decoding. */
    public sealed interface Decoding {}

    /** Whole and within all limits. */
    public record Decoded(Report report) implements Decoding {}

    /** Not understood; nothing follows from it. */
    public record Undecodable(String reason) implements Decoding {}

    /** How much of the looks a report carries. The order is the format's: append only. */
    private enum Detail {
        /** All of it. */
        WHOLE,
        /** Without the words. */
        NUMBERS,
        /** Phases to within 7 %: five bits of each number. */
        ROUNDED,
        /** Of the phases only the total. */
        TOTAL
    }

    /** Up to here details travel; 5 000 observations fit (DESIGN 5). */
    public static final int BYTES_WANTED = 64 * 1024;
    /** More is refused unread. */
    public static final int BYTES_MAX = 1024 * 1024;
    /** A decompression bomb stops here. */
    static final int INFLATED_BYTES_MAX = 8 * 1024 * 1024;
    /** Look: at most 200 characters. */
    public static final int DETAIL_CHARACTERS_MAX = 200;

    private static final int VERSION = 2;
    /** Says nothing of the control group; still read, so that agents may be renewed after their controllers. */
    private static final int VERSION_WITHOUT_CONTROL = 1;

    private static final int DETAIL_BYTES_MAX = DETAIL_CHARACTERS_MAX * 3;
    private static final int TEXT_BYTES_MAX = 128;
    private static final int ROUNDED_BITS = 4;

    private ReportCodec() {}

    /** @throws IllegalArgumentException when the report does not come from this assignment */
    public static byte[] encode(Report report, Assignment assignment) {
        if (!report.assignment().equals(assignment.digest())) {
            throw new IllegalArgumentException(
                    "report on assignment " + report.assignment() + ", not " + assignment.digest());
        }
        Map<CheckId, Integer> places =
                places(assignment.checks().stream().map(Check::id).toList());
        byte[] bytes = new byte[0];
        for (Detail detail : Detail.values()) {
            ByteSink whole = new ByteSink();
            whole.u8(VERSION);
            whole.raw(content(report, places, detail).deflated());
            bytes = whole.bytes();
            if (bytes.length <= BYTES_WANTED) {
                break;
            }
        }
        return bytes;
    }

    /**
     * A report as it is recorded: the same bytes, not deflated, since a file of reports that are alike shrinks best as a whole.
     *
     * @param checks those that its observations may be of; their places are the format's
     * @throws IllegalArgumentException when an observation is of no such check
     */
    public static byte[] encodeBare(Report report, List<CheckId> checks) {
        ByteSink whole = new ByteSink();
        whole.u8(VERSION);
        whole.raw(content(report, places(checks), Detail.WHOLE).bytes());
        return whole.bytes();
    }

    private static Map<CheckId, Integer> places(List<CheckId> checks) {
        Map<CheckId, Integer> places = new HashMap<>();
        for (CheckId check : checks) {
            places.put(check, places.size());
        }
        return places;
    }

    private static ByteSink content(Report report, Map<CheckId, Integer> places, Detail detail) {
        ByteSink sink = new ByteSink();
        sink.oneOf(detail);
        sink.text(report.vantage().value());
        sink.varint(report.epoch());
        sink.varint(report.sequence());
        sink.text(report.assignment());
        sink.oneOf(report.control());
        List<Observation> lines = report.observations();
        sink.varint(lines.size());
        column(sink, lines, line -> place(places, line.check()));
        column(sink, lines, line -> outcome(line.tally().last()));
        column(
                sink,
                lines,
                line -> line.tally().lastFailure().map(it -> it.ordinal() + 1).orElse(0));
        column(sink, lines, line -> line.tally().failedLooks());
        column(sink, lines, line -> line.tally().cleanIntervals());
        column(sink, lines, line -> line.tally().degradedLooks());
        column(sink, lines, line -> line.tally().memory());
        column(sink, lines, line -> line.tally().memoryLooks());
        column(sink, lines, line -> line.tally().passedTotal());
        column(sink, lines, line -> line.tally().degradedTotal());
        column(sink, lines, line -> line.tally().failedTotal());
        column(sink, lines, line -> line.tally().blindTotal());
        column(sink, lines, line -> line.age().toMillis());
        for (ToLongFunction<Phases> phase : phases(detail)) {
            column(sink, lines, line -> phase.applyAsLong(line.tally().phases()));
        }
        if (detail == Detail.WHOLE) {
            lines.forEach(line -> sink.text(cut(line.tally().detail())));
        }
        return sink;
    }

    /**
     * Reads a report; never throws on any bytes.
     *
     * @param assignments by digest: those that the vantage may still be reporting on
     */
    public static Decoding decode(byte[] bytes, Function<String, Optional<Assignment>> assignments) {
        if (bytes.length > BYTES_MAX) {
            return new Undecodable("report of " + bytes.length + " bytes, limit " + BYTES_MAX);
        }
        try {
            int version = version(bytes);
            ByteSource source = ByteSource.inflated(bytes, 1, INFLATED_BYTES_MAX);
            return new Decoded(report(
                    source,
                    version,
                    digest -> assignments
                            .apply(digest)
                            .map(known -> new Listed(
                                    known.checks().size(),
                                    place -> known.checks().get(place).id()))));
        } catch (ByteSource.Malformed | IllegalArgumentException nonsense) {
            return new Undecodable("malformed report: " + nonsense.getMessage());
        }
    }

    /** Reads what {@link #encodeBare} wrote; never throws on any bytes. */
    public static Decoding decodeBare(byte[] bytes, List<CheckId> checks) {
        if (bytes.length > INFLATED_BYTES_MAX) {
            return new Undecodable("report of " + bytes.length + " bytes, limit " + INFLATED_BYTES_MAX);
        }
        try {
            int version = version(bytes);
            ByteSource source = new ByteSource(Arrays.copyOfRange(bytes, 1, bytes.length));
            return new Decoded(report(source, version, digest -> Optional.of(new Listed(checks.size(), checks::get))));
        } catch (ByteSource.Malformed | IllegalArgumentException nonsense) {
            return new Undecodable("malformed report: " + nonsense.getMessage());
        }
    }

    /** The list that places point into. */
    private record Listed(int size, IntFunction<CheckId> at) {}

    private static int version(byte[] bytes) throws ByteSource.Malformed {
        int version = new ByteSource(bytes).u8();
        if (version != VERSION && version != VERSION_WITHOUT_CONTROL) {
            throw new ByteSource.Malformed(
                    "version " + version + ", not " + VERSION_WITHOUT_CONTROL + " or " + VERSION);
        }
        return version;
    }

    private static Report report(ByteSource source, int version, Function<String, Optional<Listed>> listOf)
            throws ByteSource.Malformed {
        Detail detail = source.oneOf(Detail.values(), "level of detail");
        VantageId vantage = new VantageId(source.text(TEXT_BYTES_MAX, "vantage"));
        long epoch = natural(source.varint(), "epoch");
        long sequence = natural(source.varint(), "sequence");
        String digest = source.text(TEXT_BYTES_MAX, "assignment");
        Report.Control control = version == VERSION_WITHOUT_CONTROL
                ? Report.Control.UNKNOWN
                : source.oneOf(Report.Control.values(), "control group");
        Listed checks = listOf.apply(digest)
                .orElseThrow(() -> new IllegalArgumentException("its assignment is not known here"));
        List<Observation> lines = lines(source, checks, detail);
        source.end();
        return new Report(vantage, epoch, sequence, digest, lines, control);
    }

    private static List<Observation> lines(ByteSource source, Listed checks, Detail detail)
            throws ByteSource.Malformed {
        int count = source.count(checks.size(), "observations");
        int fixed = 13;
        long[][] columns = new long[fixed + 5][];
        int phaseColumns = phases(detail).size();
        for (int i = 0; i < columns.length; i++) {
            boolean sent = i < fixed || phaseColumns == 5 || i == columns.length - 1;
            columns[i] = sent ? column(source, count) : new long[count];
        }
        List<Observation> lines = new ArrayList<>(count);
        boolean[] seen = new boolean[checks.size()];
        for (int row = 0; row < count; row++) {
            int place = ByteSource.within(columns[0][row], checks.size() - 1, "check");
            if (seen[place]) {
                throw new ByteSource.Malformed("check " + place + " twice");
            }
            seen[place] = true;
            String words = detail == Detail.WHOLE ? source.text(DETAIL_BYTES_MAX, "detail") : "";
            Duration age = Duration.ofMillis(natural(columns[12][row], "age"));
            lines.add(new Observation(checks.at().apply(place), tally(columns, row, words), age));
        }
        return lines;
    }

    private static Tally tally(long[][] columns, int row, String words) throws ByteSource.Malformed {
        int failure = ByteSource.within(columns[2][row], FailureClass.values().length, "failure class");
        long memory = columns[6][row];
        if (memory != (int) memory) {
            throw new ByteSource.Malformed("memory has more than 32 bits");
        }
        return new Tally(
                outcome(columns[1][row]),
                ByteSource.within(columns[3][row], Tally.RUN_MAX, "failed looks"),
                ByteSource.within(columns[4][row], Tally.RUN_MAX, "clean intervals"),
                ByteSource.within(columns[5][row], Tally.RUN_MAX, "degraded looks"),
                (int) memory,
                ByteSource.within(columns[7][row], Tally.MEMORY_LOOKS, "remembered looks"),
                natural(columns[8][row], "passed looks"),
                natural(columns[9][row], "degraded looks"),
                natural(columns[10][row], "failed looks"),
                natural(columns[11][row], "blind looks"),
                failure == 0 ? Optional.empty() : Optional.of(FailureClass.values()[failure - 1]),
                new Phases(
                        ByteSource.within(columns[13][row], Integer.MAX_VALUE, "DNS time"),
                        ByteSource.within(columns[14][row], Integer.MAX_VALUE, "connect time"),
                        ByteSource.within(columns[15][row], Integer.MAX_VALUE, "TLS time"),
                        ByteSource.within(columns[16][row], Integer.MAX_VALUE, "first byte time"),
                        ByteSource.within(columns[17][row], Integer.MAX_VALUE, "total time")),
                words);
    }

    private static void column(ByteSink sink, List<Observation> lines, ToLongFunction<Observation> field) {
        long above = 0;
        for (Observation line : lines) {
            long value = field.applyAsLong(line);
            sink.signed(value - above);
            above = value;
        }
    }

    private static long[] column(ByteSource source, int count) throws ByteSource.Malformed {
        long[] values = new long[count];
        long above = 0;
        for (int row = 0; row < count; row++) {
            above += source.signed();
            values[row] = above;
        }
        return values;
    }

    private static List<ToLongFunction<Phases>> phases(Detail detail) {
        List<ToLongFunction<Phases>> all = List.of(
                Phases::dnsMicros,
                Phases::connectMicros,
                Phases::tlsMicros,
                Phases::firstByteMicros,
                Phases::totalMicros);
        return switch (detail) {
            case WHOLE, NUMBERS -> all;
            case ROUNDED -> all.stream().map(ReportCodec::rounded).toList();
            case TOTAL -> List.of(rounded(Phases::totalMicros));
        };
    }

    /** Keeps the highest bits: the rest becomes zeros, which cost nothing once deflated. */
    private static ToLongFunction<Phases> rounded(ToLongFunction<Phases> phase) {
        return phases -> {
            long micros = phase.applyAsLong(phases);
            int low = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(micros) - ROUNDED_BITS - 1);
            return micros >> low << low;
        };
    }

    private static long place(Map<CheckId, Integer> places, CheckId check) {
        Integer place = places.get(check);
        if (place == null) {
            throw new IllegalArgumentException("no check " + check + " in the assignment");
        }
        return place;
    }

    private static long outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Pass pass -> 0;
            case Outcome.Blind blind -> 1;
            case Outcome.Degraded degraded -> 2 + 2L * degraded.failureClass().ordinal();
            case Outcome.Fail fail -> 3 + 2L * fail.failureClass().ordinal();
        };
    }

    private static Outcome outcome(long code) throws ByteSource.Malformed {
        FailureClass[] classes = FailureClass.values();
        int known = ByteSource.within(code, 1 + 2 * classes.length, "outcome");
        if (known < 2) {
            return known == 0 ? new Outcome.Pass() : new Outcome.Blind();
        }
        FailureClass failureClass = classes[(known - 2) / 2];
        return known % 2 == 0 ? new Outcome.Degraded(failureClass) : new Outcome.Fail(failureClass);
    }

    private static long natural(long value, String what) throws ByteSource.Malformed {
        if (value < 0) {
            throw new ByteSource.Malformed(what + " is negative");
        }
        return value;
    }

    /** Cut between characters, never inside a surrogate pair. */
    private static String cut(String words) {
        if (words.length() <= DETAIL_CHARACTERS_MAX) {
            return words;
        }
        int end = Character.isHighSurrogate(words.charAt(DETAIL_CHARACTERS_MAX - 1))
                ? DETAIL_CHARACTERS_MAX - 1
                : DETAIL_CHARACTERS_MAX;
        return words.substring(0, end);
    }
}
