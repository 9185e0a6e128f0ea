package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.port.LeaseRecord.Reading;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API server is believed by its authority, as the account's folder names it at that moment. */
class KubernetesTlsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign)
                .buildSelfSigned();
    }

    private static SSLContext server(X509Bundle issuer) throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .subject("CN=kubernetes")
                .addSanIpAddress(InetAddress.getLoopbackAddress().getHostAddress())
                .buildIssuedBy(issuer);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        return context;
    }

    @Test
    void a_strangers_certificate_is_refused_and_a_new_authority_counts_without_a_restart() throws Exception {
        X509Bundle ours = authority("the cluster");
        try (FakeKubernetes fake = new FakeKubernetes(Optional.of(server(ours)))) {
            Path account = fake.account(folder);
            Files.writeString(account.resolve("ca.crt"), authority("a stranger").getCertificatePEM());
            try (LeaseRecord lease =
                    new KubernetesLease(new KubernetesApi(fake.base(), account), "trimtab", InstantSource.system())) {
                assertThat(lease.read(TIMEOUT)).isInstanceOf(Reading.Unreadable.class);
                Files.writeString(account.resolve("ca.crt"), ours.getCertificatePEM());
                assertThat(lease.read(TIMEOUT)).isEqualTo(new Reading.Found(Optional.empty(), LeaseRecord.ABSENT));
                Files.writeString(account.resolve("ca.crt"), "no certificate");
                assertThat(lease.read(TIMEOUT)).isInstanceOf(Reading.Unreadable.class);
            }
        }
    }
}
