package dev.trimtab.config;

import dev.trimtab.core.name.RegionId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** The names that the file declares, broken entries included: a reference to one of those is no second problem. */
record Known(
        SequencedSet<String> credentials,
        SequencedSet<String> providers,
        SequencedSet<String> regions,
        SequencedSet<String> cdns,
        SequencedSet<String> probes,
        Problems problems) {
    static Known of(Cursor root, Problems problems) {
        SequencedSet<String> regions =
                new LinkedHashSet<>(root.entries("regions").keySet());
        regions.add(RegionId.DEFAULT.value());
        return new Known(
                new LinkedHashSet<>(root.entries("credentials").keySet()),
                declared(root, "providers", problems),
                regions,
                declared(root, "cdns", problems),
                new LinkedHashSet<>(root.entries("probes").keySet()),
                problems);
    }

    /** The referenced name when it is declared; otherwise a problem. */
    Optional<String> reference(Cursor at, String what, SequencedSet<String> known) {
        Optional<String> word = at.text();
        if (word.isPresent() && !known.contains(word.get())) {
            problems.error(
                    at.path(),
                    at.line(),
                    "there is no " + what + " " + Words.quoted(word.get()) + "; " + Words.oneOf(known)
                            + Words.didYouMean(word.get(), known));
            return Optional.empty();
        }
        return word;
    }

    /** A list of references, each once. */
    List<String> references(List<Cursor> items, String what, SequencedSet<String> known) {
        SequencedSet<String> found = new LinkedHashSet<>();
        for (Cursor item : items) {
            reference(item, what, known).ifPresent(word -> {
                if (!found.add(word)) {
                    problems.error(item.path(), item.line(), Words.quoted(word) + " stands here a second time");
                }
            });
        }
        return List.copyOf(found);
    }

    static SequencedSet<String> declared(Cursor root, String section, Problems problems) {
        SequencedSet<String> names = new LinkedHashSet<>();
        for (Cursor item : root.items(section)) {
            item.get("name")
                    .ifPresent(name -> name.text().ifPresent(word -> {
                        if (!names.add(word)) {
                            problems.error(
                                    name.path(),
                                    name.line(),
                                    Words.quoted(word) + " is the name of an earlier entry of " + section);
                        }
                    }));
        }
        return names;
    }
}
