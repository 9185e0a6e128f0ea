package dev.trimtab.core.spec;

import dev.trimtab.core.name.ProbeId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A configured check: what is asked, and what must be true of the answer.
 *
 * @param versions over which it looks; empty for what the target's answer shows: IPv4 for a name, for addresses those that
 *     are there
 */
public record ProbeSpec(
        ProbeId id, ProbeKind kind, RequestSpec request, List<Assertion> assertions, SortedSet<IpVersion> versions) {
    public ProbeSpec {
        assertions = List.copyOf(assertions);
        versions = Collections.unmodifiableSortedSet(new TreeSet<>(versions));
    }

    /** One that looks over what the target's answer shows. */
    public ProbeSpec(ProbeId id, ProbeKind kind, RequestSpec request, List<Assertion> assertions) {
        this(id, kind, request, assertions, new TreeSet<>());
    }
}
