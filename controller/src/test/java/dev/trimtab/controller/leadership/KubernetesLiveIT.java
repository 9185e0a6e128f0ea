package dev.trimtab.controller.leadership;

import dev.trimtab.contract.LeaseRecordContract;
import dev.trimtab.core.port.LeaseRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The Lease at the API server that {@code KUBECONFIG} names, in its namespace {@code default}; removed afterwards. */
@EnabledIfEnvironmentVariable(
        named = "KUBECONFIG",
        matches = ".+",
        disabledReason = "KUBECONFIG names no API server; the fake one is tested by FakeKubernetesTest")
class KubernetesLiveIT extends LeaseRecordContract {
    private static final String NAME = "trimtab-test-" + ProcessHandle.current().pid();

    @TempDir
    Path folder;

    private KubeconfigProxy proxy;

    @BeforeEach
    void open() throws IOException {
        proxy = new KubeconfigProxy(Path.of(System.getenv("KUBECONFIG")));
        // The proxy brings its own credentials; what stands here is not passed on.
        Files.writeString(folder.resolve("token"), "not-used");
        Files.writeString(folder.resolve("namespace"), "default");
    }

    @AfterEach
    void remove() {
        try (KubernetesApi api = new KubernetesApi(proxy.base(), folder)) {
            api.send(
                    "DELETE",
                    "/apis/coordination.k8s.io/v1/namespaces/default/leases/" + NAME,
                    "application/json",
                    "",
                    Duration.ofSeconds(20));
        }
        proxy.close();
    }

    @Override
    protected LeaseRecord way() {
        try {
            return new KubernetesLease(new KubernetesApi(proxy.base(), folder), NAME, InstantSource.system());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
