package dev.trimtab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.provider.ProviderTypes;
import dev.trimtab.sim.recording.Backtest;
import dev.trimtab.sim.recording.DamagedException;
import dev.trimtab.sim.recording.Outcome;
import dev.trimtab.sim.recording.Recorded;
import dev.trimtab.sim.recording.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What configurations would have done with recorded reports, side by side. */
final class RecordedBacktest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Lines of a list in the table's form; JSON has all. */
    private static final int LINES_MAX = 50;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<String, Spec> specs = new LinkedHashMap<>();

    RecordedBacktest(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    private record Part(Path file, Recorded.Header head) {}

    Exit run(Path config, Optional<Path> candidate, List<Path> files, boolean json) {
        specs.put("config", Configured.reading(config, err).spec());
        candidate.ifPresent(
                file -> specs.put("candidate", Configured.reading(file, err).spec()));
        List<Part> parts = new ArrayList<>();
        files.forEach(file -> parts.add(new Part(file, read(file, RecordingReader::head))));
        parts.sort(Comparator.comparing(part -> part.head().start()));
        Set<SteeredName> recorded = new TreeSet<>(parts.get(0).head().names());
        Backtest backtest = new Backtest();
        specs.forEach((word, spec) -> {
            if (spec.names().keySet().stream().noneMatch(recorded::contains)) {
                throw new CliFailure(Exit.USAGE, word + " steers none of the recorded names: " + recorded);
            }
            backtest.configuration(word, spec, capabilities(spec));
        });
        long reports = 0;
        for (Part part : parts) {
            Recorded.Read read = read(part.file(), backtest::play);
            reports += read.reports();
            if (read.cut()) {
                err.println(part.file()
                        + ": ends in the middle of a record, as when its recorder is killed; read up to there");
            }
        }
        Backtest.Result result = backtest.result();
        if (json) {
            out.println(json(result, reports).toPrettyString());
        } else {
            print(result, reports, files.size());
        }
        out.flush();
        return Exit.OK;
    }

    private static Map<ProviderId, Capabilities> capabilities(Spec spec) {
        TreeMap<ProviderId, Capabilities> can = new TreeMap<>();
        spec.providers()
                .forEach((id, provider) ->
                        ProviderTypes.capabilities(provider.type()).ifPresent(it -> can.put(id, it)));
        return can;
    }

    /** What is made of a recording from its beginning; it closes what it is given. */
    private interface Reading<T> {
        T of(InputStream recording) throws IOException, DamagedException;
    }

    private static <T> T read(Path file, Reading<T> reading) {
        try {
            return reading.of(Files.newInputStream(file));
        } catch (DamagedException damaged) {
            throw new CliFailure(Exit.USAGE, file + ": " + damaged.getMessage());
        } catch (IOException unreadable) {
            throw new CliFailure(Exit.USAGE, file + " cannot be read: " + unreadable);
        }
    }

    private void print(Backtest.Result result, long reports, int files) {
        out.println(reports + " reports in " + files + " files, "
                + result.from().map(Object::toString).orElse("-") + " to " + result.to());
        out.println();
        out.println("| | verdict changes | moves | DNS writes | held | false moves | minutes of share judged unhealthy"
                + " | minutes of share failing, an estimate |");
        out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        result.published()
                .ifPresent(really -> out.printf(
                        Locale.ROOT,
                        "| recorded | | %d | | | | | %.2f |%n",
                        really.moves().size(),
                        really.failedLookMinutes()));
        result.courses()
                .forEach((word, course) -> out.printf(
                        Locale.ROOT,
                        "| %s | %d | %d | %d | %d | %s | %.2f | %.2f |%n",
                        word,
                        course.verdicts().size(),
                        course.moves().size(),
                        course.writes(),
                        course.held().size(),
                        falseMoves(course),
                        course.unhealthyShareMinutes(),
                        course.failedLookMinutes()));
        result.published().ifPresent(really -> moves("recorded", really));
        result.courses().forEach((word, course) -> {
            moves(word, course);
            told(word + " held", course.held());
            told(word + " alarms", course.alarms());
        });
        if (!result.notes().isEmpty()) {
            out.println();
            result.notes().forEach(note -> out.println("note: " + note));
        }
    }

    private static String falseMoves(Outcome course) {
        long undecidable = course.moves(Outcome.Right.UNDECIDABLE);
        return course.moves(Outcome.Right.FALSE) + (undecidable == 0 ? "" : " (" + undecidable + " undecidable)");
    }

    private void moves(String word, Outcome course) {
        lines(
                word + " moves",
                course.moves().stream()
                        .map(move -> move.at() + "  " + move.name().withoutDot() + "  "
                                + move.move()
                                        .map(it -> it.name().toLowerCase(Locale.ROOT) + "  ")
                                        .orElse("")
                                + move.changes().stream()
                                        .map(change -> change.region() + " " + change.before() + " → " + change.after())
                                        .collect(Collectors.joining("; "))
                                + (move.right() == Outcome.Right.FALSE ? "  FALSE: what it left passed" : "")
                                + "  " + move.because())
                        .toList());
    }

    private void told(String what, List<Outcome.Told> told) {
        lines(
                what,
                told.stream()
                        .map(line -> line.at() + "  "
                                + line.name()
                                        .map(name -> name.withoutDot() + "  ")
                                        .orElse("") + line.sentence())
                        .toList());
    }

    private void lines(String what, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        out.println();
        out.println(what + ":");
        lines.stream().limit(LINES_MAX).forEach(line -> out.println("  " + line));
        if (lines.size() > LINES_MAX) {
            out.println("  and " + (lines.size() - LINES_MAX) + " more (-o json has all)");
        }
    }

    private static ObjectNode json(Backtest.Result result, long reports) {
        ObjectNode root = JSON.createObjectNode();
        root.put("from", result.from().map(Object::toString).orElse(null));
        root.put("to", result.to().toString());
        root.put("reports", reports);
        result.published().ifPresent(really -> {
            ObjectNode node = root.putObject("recorded");
            node.set("moves", moves(really));
            node.put("failedLookMinutes", rounded(really.failedLookMinutes()));
        });
        ObjectNode courses = root.putObject("configurations");
        result.courses().forEach((word, course) -> {
            ObjectNode node = courses.putObject(word);
            node.put("verdictChanges", course.verdicts().size());
            node.put("dnsWrites", course.writes());
            node.put("falseMoves", course.moves(Outcome.Right.FALSE));
            node.put("undecidableMoves", course.moves(Outcome.Right.UNDECIDABLE));
            node.put("unhealthyShareMinutes", rounded(course.unhealthyShareMinutes()));
            node.put("failedLookMinutes", rounded(course.failedLookMinutes()));
            node.set("moves", moves(course));
            node.set("verdicts", told(course.verdicts()));
            node.set("held", told(course.held()));
            node.set("alarms", told(course.alarms()));
        });
        ArrayNode notes = root.putArray("notes");
        result.notes().forEach(notes::add);
        return root;
    }

    private static ArrayNode moves(Outcome course) {
        ArrayNode list = JSON.createArrayNode();
        course.moves().forEach(move -> {
            ObjectNode node = list.addObject()
                    .put("at", move.at().toString())
                    .put("name", move.name().value())
                    .put(
                            "move",
                            move.move()
                                    .map(it -> it.name().toLowerCase(Locale.ROOT))
                                    .orElse(null))
                    .put("because", move.because())
                    .put("right", move.right().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            ObjectNode regions = node.putObject("regions");
            move.changes().forEach(change -> {
                ObjectNode region = regions.putObject(change.region().value());
                region.set("before", shares(change.before()));
                region.set("after", shares(change.after()));
            });
        });
        return list;
    }

    private static ObjectNode shares(Shares shares) {
        ObjectNode node = JSON.createObjectNode();
        shares.bp().forEach((cdn, bp) -> node.put(cdn.value(), bp));
        return node;
    }

    private static ArrayNode told(List<Outcome.Told> told) {
        ArrayNode list = JSON.createArrayNode();
        told.forEach(line -> list.addObject()
                .put("at", line.at().toString())
                .put("name", line.name().map(SteeredName::value).orElse(null))
                .put("type", line.type())
                .put("sentence", line.sentence()));
        return list;
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }
}
