package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import dev.trimtab.config.Words;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code inject}: a fault inside the controller, in one of the forms that there are. */
final class InjectReader {
    private static final List<String> VIEWS = List.of("bad", "good");
    private static final String VIEW = "ctl-2_view";

    /**
     * A form: the key that names it, those that must stand beside it, those that may, and the words that the naming key
     * may have; any word when empty.
     */
    private record Form(String key, List<String> words, List<String> needed, List<String> allowed) {}

    /** The more special before the more general: a writer that resumes also loads nothing. */
    private static final List<Form> FORMS = List.of(
            new Form("load_plan", List.of(), List.of("writer"), List.of("then", "for")),
            new Form("apply_plan", List.of(), List.of("writer"), List.of()),
            new Form("resume", List.of(), List.of("writer"), List.of("freshness_check")),
            new Form("janitor", List.of("delete_plans_older_than"), List.of("plan"), List.of()),
            new Form("planner", List.of("emit"), List.of("plan"), List.of("content")),
            new Form("selector", List.of(), List.of("operator"), List.of()),
            new Form("operator", List.of("drain"), List.of("target"), List.of("ttl", "failback")),
            new Form("split", List.of(), List.of(), List.of(VIEW)),
            new Form("replay_reports", List.of(), List.of(), List.of()));

    private final ScriptReader.Reading reading;
    private final CastReader cast;

    InjectReader(ScriptReader.Reading reading, CastReader cast) {
        this.reading = reading;
        this.cast = cast;
    }

    Script.Inject read(Cursor at) {
        Optional<Form> form =
                FORMS.stream().filter(one -> at.get(one.key()).isPresent()).findFirst();
        if (form.isEmpty()) {
            reading.error(
                    at,
                    "is no fault of the controller; expected one of "
                            + String.join(", ", FORMS.stream().map(Form::key).toList()));
        }
        form.ifPresent(it -> held(at, it));
        values(at);
        TreeMap<String, String> words = new TreeMap<>();
        TreeMap<String, SortedMap<String, String>> maps = new TreeMap<>();
        at.entries().forEach((key, value) -> {
            words.put(key, value.text().orElseGet(() -> String.join(" ", texts(value))));
            TreeMap<String, String> inner = new TreeMap<>();
            value.entries().forEach((k, v) -> inner.put(k, v.text().orElse("")));
            if (!inner.isEmpty()) {
                words.remove(key);
                maps.put(key, inner);
            }
        });
        return new Script.Inject(words, maps);
    }

    private static List<String> texts(Cursor list) {
        return list.items().stream().flatMap(item -> item.text().stream()).toList();
    }

    private void held(Cursor at, Form form) {
        TreeMap<String, Boolean> known = new TreeMap<>();
        known.put(form.key(), true);
        form.needed().forEach(key -> known.put(key, true));
        form.allowed().forEach(key -> known.put(key, true));
        reading.keys(at, known.keySet(), form.needed());
        at.get(form.key())
                .filter(it -> !form.words().isEmpty()
                        && !form.words().contains(it.text().orElse("")))
                .ifPresent(it -> reading.bad(it, "is unknown here; " + Words.oneOf(form.words())));
        if (form.key().equals("selector") && !at.text("operator").equals(Optional.of("delete_records"))) {
            at.get("operator").ifPresent(it -> reading.bad(it, "takes no selector; expected delete_records"));
        }
    }

    private void values(Cursor at) {
        for (String key : List.of("load_plan", "apply_plan", "plan")) {
            at.get(key).ifPresent(this::label);
        }
        for (String key : List.of("for", "ttl")) {
            at.get(key).ifPresent(reading::duration);
        }
        at.get("target").ifPresent(it -> reading.oneWord(it, cast.names(), "target"));
        at.get("then").ifPresent(it -> reading.oneWord(it, List.of("stall"), "continuation"));
        at.get("content").ifPresent(it -> reading.oneWord(it, List.of("empty"), "content"));
        at.get("failback").ifPresent(it -> reading.oneWord(it, List.of("ramped", "immediate"), "way back"));
        at.get("resume")
                .filter(it -> !it.text().orElse("").matches("apply_plan \\d{1,9}"))
                .ifPresent(it -> reading.bad(it, "resumes nothing; expected apply_plan and a number"));
        at.get("split")
                .filter(it -> it.items().size() != 2)
                .ifPresent(it -> reading.error(it, "is no pair of controllers"));
        at.entries(VIEW).forEach((target, word) -> {
            reading.known(word, target, cast.names(), "target");
            reading.oneWord(word, VIEWS, "view");
        });
        at.get("replay_reports").ifPresent(this::replayed);
    }

    private void replayed(Cursor at) {
        reading.keys(at, List.of("from", "to", "rate"), List.of("from", "to"));
        at.get("from").ifPresent(reading::duration);
        at.get("to").ifPresent(reading::duration);
        at.get("rate")
                .filter(it -> !it.text().orElse("").matches("[1-9]\\d{0,5}(x|/s|/step)?"))
                .ifPresent(it -> reading.bad(it, "is no rate such as 10"));
    }

    private void label(Cursor at) {
        if (!at.text().orElse("").matches("\\d{1,9}")) {
            reading.bad(at, "is no number of a plan");
        }
    }
}
