package dev.trimtab.core.port;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Confirmation;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * A DNS service that we write to. Blocking, and safe for use by several threads. Failures that can happen are results,
 * never exceptions. Whoever adds one extends {@code DnsProviderContract}.
 */
public interface DnsProvider extends AutoCloseable {
    ProviderId id();

    Capabilities capabilities();

    /** Reads what is held for a name now. */
    ReadResult read(SteeredName name, Duration timeout);

    /**
     * What would be sent to hold {@code wanted} where {@code current} was read. Pure: sends nothing. Refuses foreign
     * records, and a current mark of a generation above that of {@code wanted} (R18, R19).
     */
    Proposal plan(RecordSet wanted, Snapshot current);

    /** Sends one change, insisting on what it was planned from where the provider can. */
    WriteResult apply(Change change, Duration timeout);

    /**
     * The record sets that {@link #retire} would remove, the mark included, each as {@code owner TYPE}; empty unless ours.
     * Pure: sends nothing.
     */
    List<String> retirable(Snapshot held);

    /**
     * Removes exactly the record sets and the mark that were read, whole or not at all; only an operator asks for it (R18).
     * Rejected unless they are ours. Anything else there than {@code held} is a conflict and stays: insisted on with the
     * write where the provider can, read again just before it otherwise.
     */
    WriteResult retire(Snapshot held, Duration timeout);

    /**
     * One trial write with the credentials of real ones, of the {@link dev.trimtab.core.records.Canary} of the zone and
     * nothing else; never retried here (R26). A provider that no network and no key lies in front of accepts.
     */
    WriteResult canary(Duration timeout);

    /** The provider's own word on whether an accepted change is served. */
    Confirmation confirm(Change change, Duration timeout);

    /** The servers whose answers verification asks for; empty when none is known. */
    List<InetSocketAddress> authoritativeServers();

    @Override
    void close();
}
