package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import dev.trimtab.config.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the lines of {@code events}. */
final class LineReader {
    private static final List<String> KEYS = List.of(
            "t", "where", "fail", "ramp", "as", "unit", "agents", "wave", "rtt", "set", "state", "ev", "src", "inject",
            "note");
    static final List<String> GRADES = List.of("fact", "derived", "estimate", "invented");
    private static final double SUM_ERROR = 0.001;

    private final ScriptReader.Reading reading;
    private final CastReader cast;
    private final InjectReader injects;
    private final Collection<String> sources;
    private final Duration length;

    LineReader(ScriptReader.Reading reading, CastReader cast, Collection<String> sources, Duration length) {
        this.reading = reading;
        this.cast = cast;
        this.injects = new InjectReader(reading, cast, length);
        this.sources = sources;
        this.length = length;
    }

    List<Script.Line> lines(List<Cursor> items, int firstIndex) {
        List<Script.Line> lines = new ArrayList<>();
        for (Cursor at : items) {
            lines.add(line(at, firstIndex + lines.size()));
        }
        return lines;
    }

    private Script.Line line(Cursor at, int index) {
        reading.keys(at, KEYS, List.of("t"));
        Duration from = Duration.ZERO;
        Duration until = Duration.ZERO;
        List<Cursor> span = at.items("t");
        if (span.size() != 2) {
            reading.error(at, "t is no pair of times");
        } else {
            from = reading.duration(span.get(0)).orElse(from);
            until = reading.duration(span.get(1)).orElse(until);
            if (until.compareTo(from) < 0) {
                reading.error(span.get(1), "ends before it begins");
            }
            if (until.compareTo(length) > 0) {
                reading.error(span.get(1), "lies beyond the length of the script");
            }
        }
        shapes(at);
        grade(at);
        idle(at, from, until);
        Duration start = from;
        Duration end = until;
        Optional<Cursor> where = at.get("where");
        where.ifPresent(it -> reading.keys(it, List.of("target", "region", "probe"), List.of()));
        NavigableSet<String> probes = words(where, "probe", Vocabulary.probes(), "kind of probe");
        return new Script.Line(
                index,
                at.line(),
                from,
                until,
                words(where, "target", cast.names(), "target"),
                words(where, "region", cast.regions().keySet(), "region"),
                probes,
                at.get("fail").flatMap(reading::share),
                at.get("ramp").flatMap(reading::share),
                classes(at),
                unit(at),
                groups(at),
                wave(at),
                at.get("rtt").flatMap(reading::factor),
                set(at),
                state(at, probes),
                at.get("inject").map(it -> injects.inject(it, start, end)));
    }

    /** What has another form than its key asks for would be read as absent, and strike every cell or none. */
    private void shapes(Cursor at) {
        for (String key : List.of("where", "as", "wave", "set")) {
            reading.map(at, key);
        }
        at.get("note").filter(it -> it.text().isEmpty()).ifPresent(it -> reading.error(it, "note is no text"));
    }

    /** A line that can have no effect was meant to have one. */
    private void idle(Cursor at, Duration from, Duration until) {
        boolean acts = at.get("fail").isPresent()
                || at.get("rtt").isPresent()
                || at.get("set").isPresent()
                || at.get("state").isPresent();
        boolean marks = at.get("inject").isPresent() || at.get("note").isPresent();
        if (!acts && !marks) {
            reading.error(at, "does nothing: it has none of fail, rtt, set, state, inject, note");
        }
        if (acts && until.equals(from)) {
            reading.error(at, "lasts no time");
        }
        for (String key : List.of("as", "unit", "wave")) {
            if (at.get(key).isPresent() && !acts) {
                reading.error(at, key + " says how something fails, and nothing does here");
            }
        }
        if (at.get("as").isPresent() && at.get("fail").isEmpty()) {
            reading.error(at, "as says how it fails, and there is no fail");
        }
        if (at.get("ramp").isPresent()
                && at.get("fail").isEmpty()
                && at.get("set").isEmpty()) {
            reading.error(at, "ramp has nothing to start from: neither fail nor set");
        }
    }

    private void grade(Cursor at) {
        boolean numbers = at.get("fail").isPresent()
                || at.get("rtt").isPresent()
                || at.get("set").isPresent()
                || at.get("state").isPresent();
        Optional<Cursor> grade = at.get("ev");
        if (numbers && grade.isEmpty()) {
            reading.error(at, "needs ev: the grade of its numbers, one of " + String.join(", ", GRADES));
        }
        grade.filter(it -> !GRADES.contains(it.text().orElse("")))
                .ifPresent(it -> reading.bad(it, "is no grade; " + Words.oneOf(GRADES)));
        boolean claimed = grade.flatMap(Cursor::text)
                .map(word -> word.equals("fact") || word.equals("derived"))
                .orElse(false);
        List<Cursor> cited = at.get("src")
                .map(it -> it.items().isEmpty() ? List.of(it) : it.items())
                .orElse(List.of());
        if (claimed && cited.isEmpty()) {
            reading.error(at, "a " + grade.flatMap(Cursor::text).orElse("") + " needs src");
        }
        for (Cursor source : cited) {
            if (!sources.contains(source.text().orElse(""))) {
                reading.bad(source, "is no source; " + Words.oneOf(sources));
            }
        }
    }

    private NavigableSet<String> words(Optional<Cursor> where, String key, Collection<String> known, String what) {
        return where.flatMap(it -> it.get(key))
                .map(it -> reading.words(it, known, what))
                .orElseGet(TreeSet::new);
    }

    private List<Script.Manner> classes(Cursor at) {
        List<Script.Manner> classes = new ArrayList<>();
        double sum = 0;
        at.get("as")
                .filter(it -> it.entries().isEmpty())
                .ifPresent(it -> reading.error(it, "as is no list of outcomes with their shares"));
        for (Map.Entry<String, Cursor> entry : at.entries("as").entrySet()) {
            if (!Vocabulary.OUTCOMES.contains(entry.getKey())) {
                reading.error(
                        entry.getValue(),
                        Words.quoted(entry.getKey()) + " is no outcome"
                                + Words.didYouMean(entry.getKey(), Vocabulary.OUTCOMES));
            }
            double share = reading.share(entry.getValue()).orElse(0.0);
            classes.add(new Script.Manner(entry.getKey(), share));
            sum += share;
        }
        if (!classes.isEmpty() && Math.abs(sum - 1) > SUM_ERROR) {
            reading.error(at.get("as").orElse(at), String.format(Locale.ROOT, "shares add up to %.3f, not 1", sum));
        }
        return classes;
    }

    private Script.Unit unit(Cursor at) {
        Optional<Cursor> unit = at.get("unit");
        return switch (unit.flatMap(Cursor::text).orElse("request")) {
            case "request" -> Script.Unit.REQUEST;
            case "pop" -> Script.Unit.POP;
            case "agent" -> Script.Unit.AGENT;
            default -> {
                unit.ifPresent(it -> reading.bad(it, "is no unit; expected request, pop or agent"));
                yield Script.Unit.REQUEST;
            }
        };
    }

    private SortedSet<String> groups(Cursor at) {
        List<String> known = cast.groups().stream().map(Script.Group::id).toList();
        return at.get("agents")
                .map(it -> reading.words(it, known, "group of agents"))
                .orElseGet(TreeSet::new);
    }

    private Optional<Script.Wave> wave(Cursor at) {
        Optional<Cursor> wave = at.get("wave");
        wave.ifPresent(it -> reading.keys(it, List.of("period", "seq"), List.of("period", "seq")));
        Optional<Duration> period = wave.flatMap(it -> it.get("period")).flatMap(reading::duration);
        Optional<String> seq = wave.flatMap(it -> it.text("seq"));
        wave.flatMap(it -> it.get("seq"))
                .filter(it -> !it.text().orElse("").matches("[Bg]+"))
                .ifPresent(it -> reading.bad(it, "is no wave of the letters B and g"));
        period.filter(it -> it.isZero() || it.isNegative())
                .ifPresent(it -> reading.error(wave.get(), "a wave has a period above zero"));
        return period.filter(it -> it.toMillis() > 0)
                .flatMap(it ->
                        seq.filter(letters -> letters.matches("[Bg]+")).map(letters -> new Script.Wave(it, letters)));
    }

    private NavigableMap<String, Double> set(Cursor at) {
        TreeMap<String, Double> set = new TreeMap<>();
        at.get("set").ifPresent(it -> reading.keys(it, List.of("hit", "cap", "cold"), List.of()));
        at.get("set").filter(it -> it.entries().isEmpty()).ifPresent(it -> reading.error(it, "set names no property"));
        at.entries("set").forEach((key, value) -> {
            Optional<Double> read = key.equals("cap") ? reading.amount(value) : reading.share(value);
            read.ifPresent(number -> set.put(key, number));
        });
        return set;
    }

    private Optional<String> state(Cursor at, SortedSet<String> probes) {
        Optional<Cursor> state = at.get("state");
        state.ifPresent(it -> {
            String word = it.text().orElse("");
            boolean blank = word.equals("nodata") || word.equals("unknown");
            for (String probe : probes) {
                List<String> words = Vocabulary.STATES.getOrDefault(probe, List.of());
                if (!words.contains(word) && !(blank && words.isEmpty())) {
                    reading.bad(it, "is no state of " + probe + "; " + Words.oneOf(words));
                }
            }
        });
        return state.flatMap(Cursor::text);
    }
}
