package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Outcome;
import java.util.List;

/**
 * What asking about a name came to.
 *
 * @param detail for people
 * @param notes what each server said, one a line
 */
record DnsFound(Outcome outcome, String detail, List<String> notes) {
    DnsFound {
        notes = List.copyOf(notes);
    }
}
