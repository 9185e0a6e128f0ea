package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import dev.trimtab.config.Node;
import dev.trimtab.config.Problems;
import dev.trimtab.config.Words;
import dev.trimtab.config.YamlTree;
import dev.trimtab.core.spec.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a script strictly: an unknown key is an error, and all problems are told at once, with their lines. */
public final class ScriptReader {
    private static final List<String> TOP = List.of(
            "replay",
            "id",
            "title",
            "kind",
            "t0",
            "length",
            "step",
            "seed",
            "sources",
            "cast",
            "world",
            "baseline",
            "events",
            "variants",
            "expect");

    private static final List<String> KINDS = List.of("incident", "composite", "synthetic");

    private final Problems problems = new Problems();
    private final Reading reading = new Reading(problems);
    private Map<String, Cursor> sources = new LinkedHashMap<>();

    private ScriptReader() {}

    /** A script, or what is wrong with it. */
    public sealed interface Outcome {}

    /** A script that can be run. */
    public record Read(Script script) implements Outcome {}

    /** All problems at once. */
    public record Unreadable(List<Problem> problems) implements Outcome {}

    public static Outcome read(String yaml) {
        return new ScriptReader().document(yaml);
    }

    private Outcome document(String yaml) {
        Optional<Node> tree = YamlTree.parse(yaml, problems);
        Optional<Script> script = tree.flatMap(root -> script(new Cursor("", root)));
        return script.isPresent() && !problems.hasErrors() ? new Read(script.get()) : new Unreadable(problems.sorted());
    }

    private Optional<Script> script(Cursor root) {
        if (root.entries().isEmpty()) {
            problems.error("", root.line(), "is no script: a map that begins with replay: 1");
            return Optional.empty();
        }
        reading.map(root, "world");
        reading.keys(root, TOP, List.of("replay", "id", "t0", "length", "step", "seed", "cast", "baseline"));
        root.get("replay")
                .filter(at -> !at.text().equals(Optional.of("1")))
                .ifPresent(at -> reading.bad(at, "is not 1"));
        sources = reading.map(root, "sources");
        Optional<Instant> t0 = root.get("t0").flatMap(this::instant);
        Duration length = root.get("length").flatMap(reading::duration).orElse(Duration.ofHours(1));
        Duration step = root.get("step").flatMap(reading::duration).orElse(Duration.ofSeconds(30));
        if (step.isZero() || length.compareTo(step) < 0 || length.toMillis() / Math.max(1, step.toMillis()) > 200_000) {
            problems.error("step", line(root, "step"), "does not divide the length into 1 to 200000 steps");
            return Optional.empty();
        }
        root.get("id")
                .filter(at -> !at.text().orElse("").matches("[A-Za-z0-9][A-Za-z0-9._-]{0,79}"))
                .ifPresent(at -> reading.bad(at, "is no id such as fastly-2021-06-08"));
        root.get("kind")
                .filter(at -> !KINDS.contains(at.text().orElse("")))
                .ifPresent(at -> reading.bad(at, "is no kind; " + Words.oneOf(KINDS)));
        long seed = root.get("seed").flatMap(reading::whole).orElse(0L);
        CastReader cast = new CastReader(root, reading);
        LineReader lines = new LineReader(reading, cast, sources.keySet(), length);
        List<Script.Line> events = lines.lines(reading.list(root, "events"), 0);
        ExpectCheck check = new ExpectCheck(reading, cast, length);
        List<Script.Expect> expect = expectations(reading.list(root, "expect"), check);
        TreeMap<String, Script.Variant> variants = new TreeMap<>();
        reading.map(root, "variants").forEach((name, at) -> {
            reading.keys(at, List.of("events", "expect"), List.of("events"));
            variants.put(
                    name,
                    new Script.Variant(
                            lines.lines(reading.list(at, "events"), events.size()),
                            expectations(reading.list(at, "expect"), check)));
        });
        Optional<Cursor> baseline = root.get("baseline");
        baseline.ifPresent(at -> reading.keys(at, List.of("fail", "rtt"), List.of("fail")));
        return Optional.of(new Script(
                root.text("id").orElse(""),
                root.text("title").orElse(""),
                root.text("kind").orElse("incident"),
                t0.orElse(Instant.EPOCH),
                length,
                step,
                seed,
                cast.regions(),
                cast.targets(),
                cast.groups(),
                cast.demand(),
                cast.follow(),
                baseline.flatMap(at -> at.get("fail")).flatMap(reading::share).orElse(0.002),
                baseline.flatMap(at -> at.get("rtt")).flatMap(reading::factor).orElse(1.0),
                events,
                variants,
                expect));
    }

    private List<Script.Expect> expectations(List<Cursor> items, ExpectCheck check) {
        List<Script.Expect> expect = new ArrayList<>();
        for (Cursor at : items) {
            check.check(at);
            expect.add(new Script.Expect(at.line(), at.text("rule").orElse(""), at));
        }
        return expect;
    }

    private Optional<Instant> instant(Cursor at) {
        try {
            return at.text().map(Instant::parse);
        } catch (DateTimeParseException broken) {
            reading.bad(at, "is no instant such as 2025-11-18T11:00:00Z");
            return Optional.empty();
        }
    }

    private static int line(Cursor root, String key) {
        return root.get(key).map(Cursor::line).orElse(root.line());
    }

    /** What every part of the reader needs. */
    static final class Reading {
        private final Problems problems;

        Reading(Problems problems) {
            this.problems = problems;
        }

        void bad(Cursor at, String sentence) {
            problems.error(at.path(), at.line(), at.text().map(Words::quoted).orElse("this") + " " + sentence);
        }

        void error(Cursor at, String sentence) {
            problems.error(at.path(), at.line(), sentence);
        }

        /** Only these keys, and all that are needed. */
        void keys(Cursor at, Collection<String> known, Collection<String> needed) {
            at.entries().forEach((key, value) -> {
                if (!known.contains(key)) {
                    String trap = Vocabulary.YAML_TRAPS.contains(key.toLowerCase(Locale.ROOT))
                            ? "; YAML 1.1 reads it as a boolean"
                            : Words.didYouMean(key, known);
                    problems.error(value.path(), value.line(), "unknown key " + Words.quoted(key) + trap);
                }
            });
            for (String key : needed) {
                if (at.get(key).isEmpty()) {
                    problems.error(at.path(), at.line(), "needs the key " + key);
                }
            }
        }

        Optional<Duration> duration(Cursor at) {
            Optional<Duration> read = at.text().flatMap(Reading::parsed);
            if (read.isEmpty()) {
                bad(at, "is no time such as 90s, 28m or 1h5m");
            }
            return read;
        }

        static Optional<Duration> parsed(String text) {
            if (!text.matches("(\\d{1,5}d)?(\\d{1,5}h)?(\\d{1,6}m)?(\\d{1,7}s)?") || text.isEmpty()) {
                return Optional.empty();
            }
            Duration sum = Duration.ZERO;
            Matcher parts = Pattern.compile("(\\d+)([dhms])").matcher(text);
            while (parts.find()) {
                long amount = Long.parseLong(parts.group(1));
                sum = sum.plus(
                        switch (parts.group(2)) {
                            case "d" -> Duration.ofDays(amount);
                            case "h" -> Duration.ofHours(amount);
                            case "m" -> Duration.ofMinutes(amount);
                            default -> Duration.ofSeconds(amount);
                        });
            }
            return Optional.of(sum);
        }

        Optional<Double> number(Cursor at) {
            try {
                Optional<Double> read = at.text().map(Double::parseDouble).filter(Double::isFinite);
                if (read.isEmpty()) {
                    bad(at, "is no number");
                }
                return read;
            } catch (NumberFormatException nonsense) {
                bad(at, "is no number");
                return Optional.empty();
            }
        }

        /** A number of at least 0. */
        Optional<Double> amount(Cursor at) {
            Optional<Double> read = number(at);
            if (read.isPresent() && read.get() < 0) {
                bad(at, "is below 0");
                return Optional.empty();
            }
            return read;
        }

        /** A list, where there is one at all. */
        List<Cursor> list(Cursor of, String key) {
            of.get(key)
                    .filter(it -> !(it.node() instanceof Node.Sequence))
                    .ifPresent(it -> error(it, key + " is no list"));
            return of.items(key);
        }

        /** A map, where there is one at all. */
        Map<String, Cursor> map(Cursor of, String key) {
            of.get(key)
                    .filter(it -> !(it.node() instanceof Node.Mapping))
                    .ifPresent(it -> error(it, key + " is no map of keys and values"));
            return of.entries(key);
        }

        /** A number above 0. */
        Optional<Double> factor(Cursor at) {
            Optional<Double> read = number(at);
            if (read.isPresent() && read.get() <= 0) {
                bad(at, "is not above 0");
                return Optional.empty();
            }
            return read;
        }

        /** A number from 0 to 1. */
        Optional<Double> share(Cursor at) {
            Optional<Double> read = number(at);
            if (read.isPresent() && (read.get() < 0 || read.get() > 1)) {
                bad(at, "is not between 0 and 1");
                return Optional.empty();
            }
            return read;
        }

        Optional<Long> whole(Cursor at) {
            Optional<Long> read =
                    at.text().filter(text -> text.matches("-?\\d{1,18}")).map(Long::parseLong);
            if (read.isEmpty()) {
                bad(at, "is no whole number");
            }
            return read;
        }

        /** One word of those that are known. */
        void oneWord(Cursor at, Collection<String> known, String what) {
            if (at.text().isEmpty()) {
                error(at, "is not one " + what);
            } else {
                known(at, at.text().orElse(""), known, what);
            }
        }

        void known(Cursor at, String word, Collection<String> words, String what) {
            if (!words.contains(word)) {
                error(
                        at,
                        Words.quoted(word) + " is no " + what + "; " + Words.oneOf(words)
                                + Words.didYouMean(word, words));
            }
        }

        /** A word, a list of words, or {@code "*"} for all, as a set; empty for all. */
        NavigableSet<String> words(Cursor at, Collection<String> known, String what) {
            TreeSet<String> words = new TreeSet<>();
            List<Cursor> items = at.items().isEmpty() ? List.of(at) : at.items();
            for (Cursor item : items) {
                String word = item.text().orElse("");
                if (!word.equals("*")) {
                    if (!known.contains(word)) {
                        bad(item, "is no " + what + "; " + Words.oneOf(known) + Words.didYouMean(word, known));
                    }
                    words.add(word);
                }
            }
            return words;
        }
    }
}
