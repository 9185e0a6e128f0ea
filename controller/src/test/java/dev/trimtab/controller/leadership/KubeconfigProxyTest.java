package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.port.LeaseRecord.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is used against a real API server is tried against the fake one first. */
class KubeconfigProxyTest {
    @TempDir
    Path folder;

    @Test
    void it_speaks_for_the_kubeconfig() throws IOException {
        try (FakeKubernetes fake = new FakeKubernetes()) {
            Path kubeconfig = Files.writeString(folder.resolve("config"), """
                    current-context: here
                    contexts: [{ name: here, context: { cluster: fake, user: test } }]
                    clusters: [{ name: fake, cluster: { server: "%s" } }]
                    users: [{ name: test, user: { token: token-1 } }]
                    """.formatted(fake.base()));
            Path account = fake.account(folder.resolve("account"));
            Files.writeString(account.resolve("token"), "not-used");
            try (KubeconfigProxy proxy = new KubeconfigProxy(kubeconfig);
                    LeaseRecord lease = new KubernetesLease(
                            new KubernetesApi(proxy.base(), account), "trimtab", InstantSource.system())) {
                assertThat(lease.read(Duration.ofSeconds(20)))
                        .isEqualTo(new Reading.Found(Optional.empty(), LeaseRecord.ABSENT));
            }
        }
    }
}
