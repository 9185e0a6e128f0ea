package dev.trimtab.core.name;

import java.util.Comparator;

/** What a name hands out for one CDN, as an identity: the unit of health and verdict. */
public record TargetId(SteeredName name, CdnId cdn) implements Comparable<TargetId> {
    private static final Comparator<TargetId> ORDER =
            Comparator.comparing(TargetId::name).thenComparing(TargetId::cdn);

    @Override
    public int compareTo(TargetId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return name + "/" + cdn;
    }
}
