package dev.trimtab.core.observe;

import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.TargetId;
import java.util.Comparator;

/** One probe of one target for one host over one address family: what an agent repeats. */
public record CheckId(TargetId target, HostName host, ProbeId probe, Family family) implements Comparable<CheckId> {
    private static final Comparator<CheckId> ORDER = Comparator.comparing(CheckId::target)
            .thenComparing(CheckId::host)
            .thenComparing(CheckId::probe)
            .thenComparing(CheckId::family);

    /** IPv4 and IPv6 are separate votes. */
    public enum Family {
        V4,
        V6
    }

    @Override
    public int compareTo(CheckId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return target + " " + host + " " + probe + " " + family;
    }
}
