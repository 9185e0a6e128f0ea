package dev.trimtab.arch.bad.late;

import dev.trimtab.arch.bad.early.Early;
import java.util.Optional;

/** Looks back, as it may; together with {@link Early} it is a cycle. */
public record Late(Optional<Early> early) {
    public int depth() {
        return early.map(Early::late).map(Late::depth).orElse(0) + 1;
    }
}
