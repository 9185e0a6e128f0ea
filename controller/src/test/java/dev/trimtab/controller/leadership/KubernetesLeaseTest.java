package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trimtab.contract.LeaseRecordContract;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.port.LeaseRecord.Held;
import dev.trimtab.core.port.LeaseRecord.Reading;
import dev.trimtab.core.port.LeaseRecord.Writing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Lease against an API server that conflicts, refuses, fails and falls silent. */
class KubernetesLeaseTest extends LeaseRecordContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Held HELD = new Held("pod-1/4f", 3, Duration.ofSeconds(15), 1);

    @TempDir
    Path folder;

    private final FakeKubernetes fake = new FakeKubernetes();

    @AfterEach
    void close() {
        fake.close();
    }

    @Override
    protected LeaseRecord way() {
        try {
            return new KubernetesLease(
                    new KubernetesApi(fake.base(), fake.account(folder)), "trimtab", InstantSource.system());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void a_write_that_was_done_and_not_answered_is_found_by_the_next_reading() {
        try (LeaseRecord lease = way()) {
            fake.next(FakeKubernetes.Trouble.DONE_AND_SILENT);
            assertThat(lease.write(HELD, LeaseRecord.ABSENT, SHORT)).isInstanceOf(Writing.Unknown.class);
            assertThat(((Reading.Found) lease.read(TIMEOUT)).held()).contains(HELD);
        }
    }

    @Test
    void no_answer_and_no_good_answer_say_nothing_of_what_is_held() {
        try (LeaseRecord lease = way()) {
            fake.next(FakeKubernetes.Trouble.FAILS);
            assertThat(reason(lease.read(TIMEOUT)))
                    .contains("500", "etcdserver: request timed out", "steering/trimtab");
            fake.next(FakeKubernetes.Trouble.BUSY);
            assertThat(lease.write(HELD, LeaseRecord.ABSENT, TIMEOUT)).isInstanceOf(Writing.Unknown.class);
            fake.next(FakeKubernetes.Trouble.SILENT);
            assertThat(reason(lease.read(SHORT))).contains("did not answer within 300 ms");
        }
    }

    @Test
    void a_token_is_read_again_for_each_request_and_never_shown() throws IOException {
        try (LeaseRecord lease = way()) {
            fake.token("token-2");
            assertThat(reason(lease.read(TIMEOUT)))
                    .contains("401", "get, create and patch")
                    .doesNotContain("token-1");
            Files.writeString(folder.resolve("token"), "token-2");
            assertThat(lease.read(TIMEOUT)).isInstanceOf(Reading.Found.class);
            Files.writeString(folder.resolve("token"), "two\nlines");
            assertThat(reason(lease.read(TIMEOUT))).contains("is no token").doesNotContain("lines");
            Files.delete(folder.resolve("token"));
            assertThat(reason(lease.read(TIMEOUT))).contains("token");
        }
    }

    @Test
    void people_see_holder_duration_and_transitions_where_they_look_for_them() {
        try (LeaseRecord lease = way()) {
            lease.write(HELD, LeaseRecord.ABSENT, TIMEOUT);
            var spec = fake.lease("trimtab").orElseThrow().path("spec");
            assertThat(spec.path("holderIdentity").asText()).isEqualTo("pod-1/4f");
            assertThat(spec.path("leaseDurationSeconds").asInt()).isEqualTo(15);
            assertThat(spec.path("leaseTransitions").asInt()).isEqualTo(3);
        }
    }

    @Test
    void outside_a_pod_it_says_what_is_missing() {
        assertThat(catchThrowable(() -> KubernetesApi.of(Map.of())))
                .hasMessageContaining("KUBERNETES_SERVICE_HOST")
                .hasMessageContaining("TRIMTAB_KUBERNETES_API");
        assertThat(reasonOf(Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "6443")))
                .isEqualTo("https://[fd00::1]:6443");
    }

    private static String reasonOf(Map<String, String> variables) {
        try (KubernetesApi api = KubernetesApi.of(variables)) {
            return api.toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String reason(Reading reading) {
        return ((Reading.Unreadable) reading).reason();
    }
}
