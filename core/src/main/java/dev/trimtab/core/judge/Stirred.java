package dev.trimtab.core.judge;

import dev.trimtab.core.name.SteeredName;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The index of what one step of the beliefs changed: which names are to be judged again. Filled once, then only read. */
final class Stirred {
    private final Set<SteeredName> names = new HashSet<>();
    private boolean all;

    void everything() {
        all = true;
    }

    void name(SteeredName name) {
        if (!all) {
            names.add(name);
        }
    }

    /** Empty for all of them. */
    Optional<Set<SteeredName>> names() {
        return all ? Optional.empty() : Optional.of(Collections.unmodifiableSet(names));
    }
}
