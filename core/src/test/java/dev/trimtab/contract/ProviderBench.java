package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What a provider's cases work with: the adapters and services that its test hands out, and reading and writing there. */
public abstract class ProviderBench extends SampleSets {
    protected static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** The adapter, with its service running. The same one may be returned every time. */
    protected abstract DnsProvider provider();

    /** The zone that it writes to, fully qualified. */
    protected abstract String zone();

    /** The service, past the adapter; empty only where nobody but the adapter can put records. */
    protected abstract Optional<Backdoor> backdoor();

    /** An adapter to the same service with a key that it does not know; empty where there are no keys. */
    protected abstract Optional<WrongKey> withWrongKey();

    /** An adapter to a service that is not there; empty where no network lies in between. */
    protected abstract Optional<DnsProvider> unreachable();

    /** The service as somebody else sees it. */
    public interface Backdoor {
        /** Puts a record of somebody else at the name, without a mark. */
        void putForeign(SteeredName name);

        /** All that is at the name and at its mark, in a form that differs when anything differs. */
        String look(SteeredName name);
    }

    /** @param secret the wrong key itself, which must not show up anywhere */
    public record WrongKey(DnsProvider provider, String secret) {}

    /** A name of the zone that nobody has used. */
    protected final SteeredName freshName() {
        return SteeredName.of("n" + NAMES.incrementAndGet() + "." + zone());
    }

    protected final Snapshot read(SteeredName name) {
        ReadResult result = provider().read(name, TIMEOUT);
        if (result instanceof ReadResult.Read read) {
            return read.snapshot();
        }
        throw new AssertionError("cannot read " + name + ": " + result);
    }

    /** Reads, plans and applies; returns what the provider says that it can hold of it. */
    protected final RecordSet write(RecordSet wanted) {
        Change change = plannedWrite(wanted);
        assertThat(provider().apply(change, TIMEOUT)).isEqualTo(new WriteResult.Accepted());
        return change.wanted();
    }

    protected final Change plannedWrite(RecordSet wanted) {
        Proposal proposal = provider().plan(wanted, read(wanted.name()));
        if (proposal instanceof Proposal.Write write) {
            return write.change();
        }
        throw new AssertionError("no write planned for " + wanted + ": " + proposal);
    }
}
