package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import dev.trimtab.config.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads faults of the controller itself. Each has a form, and a form says which keys it has. */
final class InjectReader {
    /** How a fault is written: by which key it is known, and with which words of it, any when there are none. */
    private record Form(String key, List<String> words, List<String> needed, List<String> allowed) {
        List<String> keys() {
            List<String> keys = new ArrayList<>(List.of(key));
            keys.addAll(needed);
            keys.addAll(allowed);
            return keys;
        }
    }

    private static final List<Form> FORMS = List.of(
            new Form("load_plan", List.of(), List.of("writer", "then"), List.of("for")),
            new Form("apply_plan", List.of(), List.of("writer"), List.of()),
            new Form("resume", List.of(), List.of("writer"), List.of("freshness_check")),
            new Form("janitor", List.of("delete_plans_older_than"), List.of("plan"), List.of()),
            new Form("planner", List.of("emit"), List.of("plan"), List.of("content")),
            new Form("operator", List.of("drain", "delete_records"), List.of(), List.of()),
            new Form("split", List.of(), List.of("ctl-2_view"), List.of()),
            new Form("replay_reports", List.of(), List.of(), List.of()));
    private static final Form DRAIN =
            new Form("operator", List.of("drain"), List.of("target"), List.of("ttl", "failback"));
    private static final Form DELETE = new Form("operator", List.of("delete_records"), List.of("selector"), List.of());
    private static final List<String> CONTROLLERS = List.of("ctl-1", "ctl-2");
    private static final List<String> VIEWS = List.of("good", "bad", "unknown");

    private final ScriptReader.Reading reading;
    private final CastReader cast;
    private final Duration length;
    private final Map<String, Loaded> loaded = new TreeMap<>();

    /** What a writer holds since when. */
    private record Loaded(int plan, Duration at) {}

    InjectReader(ScriptReader.Reading reading, CastReader cast, Duration length) {
        this.reading = reading;
        this.cast = cast;
        this.length = length;
    }

    /** @param from when it happens; {@code until} the end of its line's span */
    Script.Inject inject(Cursor it, Duration from, Duration until) {
        if (it.entries().isEmpty()) {
            reading.error(it, "inject is no map of the keys of a fault");
        } else {
            FORMS.stream()
                    .filter(form -> it.get(form.key()).isPresent())
                    .findFirst()
                    .map(form -> operator(it, form))
                    .ifPresentOrElse(form -> check(it, form, from, until), () -> formless(it));
        }
        if (from.compareTo(length) >= 0) {
            reading.error(it, "happens at the end of the script or later, and never acts");
        }
        return words(it);
    }

    /** No key tells which form was meant: the key that is nearest to one is the slip. */
    private void formless(Cursor it) {
        List<String> known = FORMS.stream().map(Form::key).toList();
        String near = it.entries().keySet().stream()
                .map(key -> Words.didYouMean(key, known))
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse("");
        reading.error(
                it,
                "no fault has the keys " + String.join(", ", it.entries().keySet()) + "; " + Words.oneOf(known) + near);
    }

    private static Form operator(Cursor it, Form form) {
        return !form.key().equals("operator")
                ? form
                : it.text("operator").equals(Optional.of("delete_records")) ? DELETE : DRAIN;
    }

    private void check(Cursor it, Form form, Duration from, Duration until) {
        List<String> needed = new ArrayList<>(form.needed());
        reading.keys(it, form.keys(), needed);
        it.get(form.key())
                .filter(at -> !form.words().isEmpty())
                .filter(at -> !form.words().contains(at.text().orElse("")))
                .ifPresent(at ->
                        reading.bad(at, "is nothing that " + form.key() + " does; " + Words.oneOf(every(form.key()))));
        it.get("writer").ifPresent(at -> word(at, "[A-Za-z0-9._-]{1,60}", "is no controller's name such as enactor-1"));
        for (String key : List.of("load_plan", "apply_plan", "plan")) {
            it.get(key).ifPresent(this::plan);
        }
        switch (form.key()) {
            case "load_plan" -> load(it, from);
            case "resume" -> resume(it, from);
            case "planner" -> one(it.get("content"), List.of("empty"), "content that a planner could emit by mistake");
            case "operator" -> drain(it);
            case "split" -> split(it, from, until);
            case "replay_reports" -> reports(it, from);
            default -> {}
        }
    }

    private static List<String> every(String key) {
        return FORMS.stream()
                .filter(form -> form.key().equals(key))
                .flatMap(form -> form.words().stream())
                .toList();
    }

    private void word(Cursor at, String form, String sentence) {
        if (!at.text().orElse("").matches(form)) {
            reading.bad(at, sentence);
        }
    }

    private void one(Optional<Cursor> at, Collection<String> known, String what) {
        at.filter(it -> !known.contains(it.text().orElse("")))
                .ifPresent(it -> reading.bad(it, "is no " + what + "; " + Words.oneOf(known)));
    }

    private Optional<Integer> plan(Cursor at) {
        String text = at.text().orElse("");
        if (!text.matches("\\d{1,9}")) {
            reading.bad(at, "is no number of a plan");
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(text));
    }

    private void load(Cursor it, Duration from) {
        one(it.get("then"), List.of("stall"), "what a writer does with a plan that it has loaded");
        it.get("for").flatMap(reading::duration).ifPresent(stall -> {
            if (from.plus(stall).compareTo(length) > 0) {
                reading.error(it.get("for").orElse(it), "stalls beyond the length of the script");
            }
        });
        String text = it.text("load_plan").orElse("");
        if (text.matches("\\d{1,9}")) {
            loaded.put(it.text("writer").orElse(""), new Loaded(Integer.parseInt(text), from));
        }
    }

    private void resume(Cursor it, Duration from) {
        Cursor at = it.get("resume").orElse(it);
        String text = at.text().orElse("");
        if (!text.matches("apply_plan \\d{1,9}")) {
            reading.bad(at, "is nothing to resume; expected apply_plan and its number");
            return;
        }
        int plan = Integer.parseInt(text.substring("apply_plan ".length()));
        String writer = it.text("writer").orElse("");
        Loaded held = loaded.get(writer);
        if (held == null) {
            reading.error(at, Words.quoted(writer) + " has loaded no plan before; " + Words.oneOf(loaded.keySet()));
        } else if (held.plan() != plan) {
            reading.error(at, writer + " has loaded plan " + held.plan() + ", not " + plan);
        } else if (from.compareTo(held.at()) <= 0) {
            reading.error(at, writer + " resumes before it has stalled");
        }
    }

    private void drain(Cursor it) {
        it.get("target").ifPresent(at -> {
            if (at.text().isEmpty()) {
                reading.error(at, "target is no target's name");
            } else {
                reading.words(at, cast.names(), "target");
            }
        });
        it.get("ttl")
                .flatMap(reading::duration)
                .filter(Duration::isZero)
                .ifPresent(none -> reading.error(it, "a drain lasts longer than no time"));
        one(it.get("failback"), List.of("ramped", "immediate"), "failback");
    }

    private void split(Cursor it, Duration from, Duration until) {
        Cursor at = it.get("split").orElse(it);
        List<String> names = it.texts("split");
        if (names.size() != 2 || names.get(0).equals(names.get(1))) {
            reading.error(at, "a split is between two controllers: " + String.join(", ", CONTROLLERS));
        }
        at.items().forEach(name -> one(Optional.of(name), CONTROLLERS, "controller"));
        if (until.compareTo(from) <= 0) {
            reading.error(it, "a split lasts: give it a span of time");
        }
        it.get("ctl-2_view").ifPresent(view -> {
            if (view.entries().isEmpty()) {
                reading.error(view, "ctl-2_view is no map of targets and what they look like");
            }
            view.entries().forEach((target, word) -> {
                if (!cast.names().contains(target)) {
                    reading.error(
                            word,
                            Words.quoted(target) + " is no target; " + Words.oneOf(cast.names())
                                    + Words.didYouMean(target, cast.names()));
                }
                one(Optional.of(word), VIEWS, "view of a target");
            });
        });
    }

    private void reports(Cursor it, Duration from) {
        Cursor at = it.get("replay_reports").orElse(it);
        reading.keys(at, List.of("from", "to", "rate"), List.of("from", "to"));
        Optional<Duration> begin = at.get("from").flatMap(reading::duration);
        Optional<Duration> end = at.get("to").flatMap(reading::duration);
        if (begin.isPresent() && end.isPresent() && end.get().compareTo(begin.get()) < 0) {
            reading.error(at, "to lies before from");
        }
        if (end.filter(last -> last.compareTo(from) > 0).isPresent()) {
            reading.error(at, "reports that are yet to come cannot come again: to lies after the line's time");
        }
        at.get("rate").ifPresent(rate -> word(rate, "[1-9]\\d{0,5}(x|/s|/step)?", "is no rate such as 10"));
    }

    private static Script.Inject words(Cursor it) {
        TreeMap<String, String> words = new TreeMap<>();
        TreeMap<String, SortedMap<String, String>> maps = new TreeMap<>();
        it.entries().forEach((key, value) -> {
            value.text().ifPresent(text -> words.put(key, text));
            if (!value.items().isEmpty()) {
                words.put(key, String.join(" ", it.texts(key)));
            }
            TreeMap<String, String> inner = new TreeMap<>();
            value.entries().forEach((k, v) -> inner.put(k, v.text().orElse("")));
            if (!inner.isEmpty()) {
                maps.put(key, inner);
            }
        });
        return new Script.Inject(words, maps);
    }
}
