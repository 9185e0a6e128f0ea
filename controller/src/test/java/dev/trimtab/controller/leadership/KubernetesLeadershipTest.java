package dev.trimtab.controller.leadership;

import dev.trimtab.contract.LeadershipContract;
import dev.trimtab.core.port.LeaseRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

/** Leadership by Lease. */
class KubernetesLeadershipTest extends LeadershipContract {
    @TempDir
    Path folder;

    private volatile Duration clockOff = Duration.ZERO;

    @Override
    protected Arena arena() {
        FakeKubernetes fake = new FakeKubernetes();
        return new ContestedArena() {
            @Override
            LeaseRecord way() {
                try {
                    return new KubernetesLease(
                            new KubernetesApi(fake.base(), fake.account(folder)),
                            "trimtab",
                            () -> Instant.now().plus(clockOff));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }

            @Override
            public void loseRecord() {
                fake.deleteAll();
            }

            @Override
            public void jumpClocks(Duration by) {
                clockOff = clockOff.plus(by);
            }

            @Override
            public void close() {
                fake.close();
            }
        };
    }
}
