package dev.trimtab.controller.http;

import dev.trimtab.controller.journal.EventJournal;
import dev.trimtab.controller.recording.ReportTap;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.port.AuditTrail;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.store.StoreState;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the API needs from the rest of the controller.
 *
 * @param view of the newest round; empty before the first one
 * @param troubles sentences on what the view does not know: configuration, cluster, disk
 * @param audit told of each change before it is made
 * @param store how it is
 * @param reports accepted ones, for recordings
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
        Runnable wake,
        InstantSource clock) {}
