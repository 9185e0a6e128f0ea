package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import dev.trimtab.config.Words;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds lines of {@code expect} against the script: a word that names nothing would read as zero percent, and pass. A
 * form that is not known is no problem of the file; it runs, and counts as unsupported.
 */
final class ExpectCheck {
    /** Every key that a line may have. */
    static final List<String> KEYS = List.of(
            "by",
            "during",
            "at",
            "from",
            "verdict",
            "verdict_not",
            "target",
            "region",
            "scope",
            "weight",
            "weights",
            "step_up_max",
            "moved_between",
            "max",
            "count",
            "writers",
            "alarm",
            "muted",
            "dropped",
            "refused",
            "restored",
            "gate",
            "always",
            "never",
            "blind_to",
            "same_verdicts",
            "allowed",
            "rule");

    private static final List<String> WORDS = List.of("good", "bad", "degraded", "unknown", "origin_fault");
    private static final Pattern WEIGHT = Pattern.compile(ExpectedShares.LIMIT + "|" + ExpectedShares.RANGE);
    private static final Pattern LOAD = Pattern.compile("load\\(([^)]+)\\)\\s*>\\s*cap\\(([^)]+)\\)");
    private static final Pattern GATE = Pattern.compile("rtt\\(([^)]+)\\).*");

    /**
     * A form: its first key, those that must stand beside it and those that may. {@code when} is one of by, at, during.
     *
     * @param when which of by, at and during it takes, one of them; none when empty
     */
    private record Form(String key, List<String> when, List<String> needed, List<String> allowed) {
        boolean admits(String other) {
            return other.equals(key)
                    || other.equals("rule")
                    || when.contains(other)
                    || needed.contains(other)
                    || allowed.contains(other);
        }
    }

    private static final List<String> ANY_TIME = List.of("by", "at", "during");
    private static final List<String> PLACE = List.of("region", "scope");
    private static final List<Form> FORMS = List.of(
            new Form("allowed", List.of(), List.of(), List.of()),
            new Form("blind_to", List.of(), List.of("same_verdicts"), List.of("scope")),
            new Form("always", List.of(), List.of(), List.of()),
            new Form("never", List.of(), List.of(), List.of()),
            new Form("verdict", ANY_TIME, List.of(), List.of("scope")),
            new Form("verdict_not", ANY_TIME, List.of(), List.of("scope")),
            new Form("weight", ANY_TIME, List.of("target"), PLACE),
            new Form("weights", List.of("during"), List.of(), PLACE),
            new Form("step_up_max", List.of("during"), List.of("target"), PLACE),
            new Form("moved_between", List.of("during"), List.of("max"), PLACE),
            new Form("count", List.of("during"), List.of("max"), List.of()),
            new Form("writers", List.of("during"), List.of(), List.of()),
            new Form("alarm", List.of("by"), List.of(), List.of("from")),
            new Form("muted", ANY_TIME, List.of(), List.of()),
            new Form("dropped", List.of("during"), List.of(), List.of()),
            new Form("refused", List.of("at"), List.of(), List.of()),
            new Form("restored", List.of("by", "at"), List.of(), PLACE),
            new Form("gate", List.of("during"), List.of(), List.of("target", "scope")));

    private final ScriptReader.Reading reading;
    private final CastReader cast;
    private final Duration length;

    ExpectCheck(ScriptReader.Reading reading, CastReader cast, Duration length) {
        this.reading = reading;
        this.cast = cast;
        this.length = length;
    }

    private static Optional<Form> form(Cursor at) {
        return FORMS.stream().filter(form -> at.get(form.key()).isPresent()).findFirst();
    }

    /** Why a line is of no form that is known; empty when it is of one. */
    static Optional<String> unknown(Cursor at) {
        Optional<Form> form = form(at);
        if (form.isEmpty()) {
            return Optional.of(
                    "no form has the keys " + String.join(", ", at.entries().keySet()));
        }
        return at.entries().keySet().stream()
                .filter(key -> !form.get().admits(key))
                .findFirst()
                .map(key -> Words.quoted(key) + " beside " + form.get().key());
    }

    void check(Cursor at) {
        if (at.entries().isEmpty()) {
            reading.error(at, "expects nothing");
        }
        at.entries().forEach((key, value) -> {
            String near = Words.didYouMean(key, KEYS);
            if (!KEYS.contains(key) && !near.isEmpty()) {
                reading.error(value, "unknown key " + Words.quoted(key) + near);
            }
        });
        form(at).ifPresent(form -> needed(at, form));
        for (String key : List.of("by", "at", "from")) {
            at.get(key).ifPresent(this::within);
        }
        at.get("during").ifPresent(this::span);
        for (String key : List.of("target", "restored")) {
            at.get(key).ifPresent(it -> reading.oneWord(it, cast.names(), "target"));
        }
        at.get("moved_between").ifPresent(this::pair);
        at.get("region").ifPresent(it -> reading.words(it, cast.regions().keySet(), "region"));
        at.get("scope").ifPresent(this::scope);
        at.get("muted")
                .ifPresent(it -> reading.words(
                        it, cast.groups().stream().map(Script.Group::id).toList(), "group of agents"));
        at.get("blind_to").ifPresent(it -> reading.words(it, Vocabulary.probes(), "kind of probe"));
        for (String key : List.of("max", "step_up_max", "writers")) {
            boolean counted = key.equals("writers") || at.get("count").isPresent();
            at.get(key).ifPresent(counted ? reading::whole : reading::amount);
        }
        for (String key : List.of("verdict", "verdict_not")) {
            at.get(key)
                    .filter(it -> it.entries().isEmpty())
                    .ifPresent(it -> reading.error(it, key + " names no target and its word"));
            verdicts(at.entries(key));
        }
        at.get("weight").ifPresent(this::weight);
        at.get("never").ifPresent(this::never);
        at.get("gate").ifPresent(this::gate);
    }

    private void needed(Cursor at, Form form) {
        for (String key : form.needed()) {
            if (at.get(key).isEmpty()) {
                reading.error(at, "needs the key " + key + " beside " + form.key());
            }
        }
        long times = form.when().stream().filter(key -> at.get(key).isPresent()).count();
        if (!form.when().isEmpty() && times != 1) {
            reading.error(at, form.key() + " needs one of " + String.join(", ", form.when()));
        }
    }

    private Optional<Duration> within(Cursor at) {
        Optional<Duration> when = reading.duration(at);
        if (when.filter(it -> it.compareTo(length) > 0).isPresent()) {
            reading.bad(at, "lies beyond the length of the script");
        }
        return when;
    }

    private void span(Cursor at) {
        List<Cursor> ends = at.items();
        if (ends.size() != 2) {
            reading.error(at, "during is no pair of times");
            return;
        }
        Optional<Duration> from = within(ends.get(0));
        Optional<Duration> until = within(ends.get(1));
        if (from.isPresent() && until.isPresent() && until.get().compareTo(from.get()) <= 0) {
            reading.error(ends.get(1), "ends before it begins");
        }
    }

    private void pair(Cursor at) {
        reading.words(at, cast.names(), "target");
        if (at.items().size() != 2) {
            reading.error(at, "moved_between is no pair of targets");
        }
    }

    private void scope(Cursor at) {
        String words = at.text().orElse("");
        if (!words.equals("static hosts") && !words.startsWith("hosts with origin ")) {
            reading.bad(at, "is no scope; expected static hosts or hosts with origin …");
        }
    }

    private void verdicts(Map<String, Cursor> entries) {
        entries.forEach((subject, word) -> {
            subject(word, subject);
            reading.words(word, WORDS, "verdict");
        });
    }

    /** {@code A} or {@code A@af}. */
    private void subject(Cursor at, String subject) {
        int cut = subject.indexOf('@');
        reading.known(at, cut < 0 ? subject : subject.substring(0, cut), cast.names(), "target");
        if (cut >= 0) {
            reading.known(at, subject.substring(cut + 1), cast.regions().keySet(), "region");
        }
    }

    private void weight(Cursor at) {
        Matcher form = WEIGHT.matcher(at.text().orElse(""));
        if (!form.matches()) {
            reading.bad(at, "is no bound such as \"<= 5\", \">= 40\" or \"10..60\"");
        } else if (form.group(3) != null && Double.parseDouble(form.group(3)) > Double.parseDouble(form.group(4))) {
            reading.bad(at, "is a range that ends before it begins");
        }
    }

    private void never(Cursor at) {
        Matcher load = LOAD.matcher(at.text().orElse(""));
        if (!load.matches()) {
            return;
        }
        String subject = load.group(1);
        subject(at, subject);
        if (!subject.equals(load.group(2))) {
            reading.bad(at, "compares the load of one with the cap of another");
        }
        int cut = subject.indexOf('@');
        boolean capped = cut < 0
                || cast.targets().stream()
                        .filter(target -> target.id().equals(subject.substring(0, cut)))
                        .anyMatch(target -> target.capRegion().containsKey(subject.substring(cut + 1)));
        if (!capped) {
            reading.bad(at, "asks for a regional cap that the cast does not have (cap_region)");
        }
    }

    private void gate(Cursor at) {
        Matcher gate = GATE.matcher(at.text().orElse(""));
        if (gate.matches()) {
            reading.known(at, gate.group(1), cast.names(), "target");
        }
    }
}
