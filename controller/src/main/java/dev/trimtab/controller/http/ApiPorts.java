package dev.trimtab.controller.http;

import dev.trimtab.controller.cluster.EvidenceShelf;
import dev.trimtab.controller.journal.EventJournal;
import dev.trimtab.controller.recording.ReportTap;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.port.AuditTrail;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.store.StoreState;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the API needs from the rest of the controller.
 *
 * @param view of the newest round; empty before the first one
 * @param troubles sentences on what the view does not know: configuration, cluster, disk
 * @param audit told of each change before it is made
 * @param store how it is
 * @param reports accepted ones, for recordings
 * @param looking what looks have shown, and how to ask for more
 * @param wake asks for a round at once
 */
public record ApiPorts(
        Supplier<Optional<RoundView>> view,
        Supplier<List<String>> troubles,
        InterventionStore interventions,
        AuditTrail audit,
        Supplier<StoreState> store,
        EventJournal journal,
        DryRun dryRun,
        Approvals approvals,
        Retirement retirement,
        Metrics metrics,
        ReportTap reports,
        Looking looking,
        Runnable wake,
        InstantSource clock) {
    /**
     * What looks have shown.
     *
     * @param shown of a name, the newest first
     * @param ask asks every vantage to look at a target now
     */
    public record Looking(Function<SteeredName, List<EvidenceShelf.Shown>> shown, Consumer<LookRequest> ask) {
        /** Where nobody looks. */
        public static final Looking NOBODY = new Looking(name -> List.of(), request -> {});
    }
}
