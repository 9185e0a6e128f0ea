package dev.trimtab.provider.embedded;

import dev.trimtab.contract.DnsProviderContract;
import dev.trimtab.core.port.DnsProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedProviderContractTest extends DnsProviderContract {
    @TempDir
    Path directory;

    private RunningZone running;

    @BeforeEach
    void start() throws IOException {
        running = new RunningZone(directory.resolve("zone.json"));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Override
    protected DnsProvider provider() {
        return running.provider;
    }

    @Override
    protected String zone() {
        return RunningZone.ZONE;
    }

    /** Only the adapter puts records there. */
    @Override
    protected Optional<Backdoor> backdoor() {
        return Optional.empty();
    }

    @Override
    protected Optional<WrongKey> withWrongKey() {
        return Optional.empty();
    }

    @Override
    protected Optional<DnsProvider> unreachable() {
        return Optional.empty();
    }
}
