package dev.trimtab.core.spec;

import dev.trimtab.core.name.ProbeId;
import java.util.List;

/** A configured check: what is asked, and what must be true of the answer. */
public record ProbeSpec(ProbeId id, ProbeKind kind, RequestSpec request, List<Assertion> assertions) {
    public ProbeSpec {
        assertions = List.copyOf(assertions);
    }
}
