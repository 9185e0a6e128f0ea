package dev.trimtab.core.loop;

import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.spec.NameSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Under what a name's last view stays true without another look: everything in, shares as planned, providers at rest. */
final class Quiet {
    /** Even then it is steered again after this long: no name depends on a list of reasons to stir being complete. */
    static final Duration AT_MOST = Duration.ofSeconds(10);

    static final Quiet NOT = new Quiet(null, Optional.empty(), List.of(), null, Instant.MIN);

    private final @Nullable Conditions conditions;
    private final Optional<String> approved;
    private final List<RegionId> regions;
    private final @Nullable NameView view;
    private final Instant until;

    private Quiet(
            @Nullable Conditions conditions,
            Optional<String> approved,
            List<RegionId> regions,
            @Nullable NameView view,
            Instant until) {
        this.conditions = conditions;
        this.approved = approved;
        this.regions = regions;
        this.view = view;
        this.until = until;
    }

    /** @param stirs when a provider is to be looked at again */
    static Quiet of(
            Conditions conditions, Optional<String> approved, List<RegionId> regions, NameView view, Instant stirs) {
        Instant most = conditions.now().plus(AT_MOST);
        return new Quiet(conditions, approved, regions, view, stirs.isBefore(most) ? stirs : most);
    }

    @SuppressWarnings("ReferenceEquality") // what did not change is the same object
    boolean holds(Conditions now, NameSpec name, Optional<String> approval) {
        return conditions != null
                && view != null
                && !NotBefore.over(until, AT_MOST, now.now())
                && now.spec() == conditions.spec()
                && name == view.spec()
                && now.interventions() == conditions.interventions()
                && now.signals() == conditions.signals()
                && now.gates().equals(conditions.gates())
                && now.leversLost().equals(conditions.leversLost())
                && fence(now.lease()) == fence(conditions.lease())
                && approval.equals(approved);
    }

    private static long fence(Optional<Leadership.Lease> lease) {
        return lease.map(Leadership.Lease::fence).orElse(-1L);
    }

    List<RegionId> regions() {
        return regions;
    }

    NameView view() {
        if (view == null) {
            throw new IllegalStateException("asked for a view that nothing holds");
        }
        return view;
    }
}
