package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.List;

/** Something that must hold of every history. */
public interface Law {
    /** A few words, such as {@code one-writer-per-fence}. */
    String name();

    /** Every place where the history breaks it; at most one for each thing that is wrong. */
    List<Violation> violations(List<Entry> history);
}
