package dev.trimtab.agent.probe;

import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.RequestSpec.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS contexts by the profiles of CAs that they trust; a file that changed is read again. Of several profiles one that accepts
 * is enough: what only one old bundle refuses is ours, and no outage (Let's Encrypt 2021).
 */
final class TrustProfiles {
    /** A bundle of every public CA is a quarter of this. */
    private static final long FILE_BYTES_MAX = 1024 * 1024;

    private static final FileStamp PLATFORM = new FileStamp(FileTime.fromMillis(0), 0, "");

    private final SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    private final Map<Key, Loaded> loaded = new ConcurrentHashMap<>();

    /** Some CAs, under the name by which the configuration knows them. */
    record Profile(String name, X509ExtendedTrustManager manager) {}

    /** What the profiles gave. */
    sealed interface Trust {
        record Ready(SslContext context, List<Profile> profiles) implements Trust {}

        /** Our own fault, and never evidence against a target. */
        record Unreadable(String why) implements Trust {}
    }

    private record Key(List<String> names, List<Protocol> protocols) {}

    private record Loaded(List<FileStamp> stamps, Trust.Ready trust) {}

    SslProvider provider() {
        return provider;
    }

    /** The context for a request: its trust profiles, and the versions of HTTP that it offers. */
    Trust trust(List<String> trust, List<Protocol> protocols) {
        List<String> names = trust.isEmpty() ? List.of(RequestSpec.PLATFORM) : trust;
        Key key = new Key(names, protocols);
        String reading = "";
        try {
            List<FileStamp> stamps = new ArrayList<>();
            for (String name : names) {
                reading = name;
                stamps.add(name.equals(RequestSpec.PLATFORM) ? PLATFORM : FileStamp.of(Path.of(name), FILE_BYTES_MAX));
            }
            Loaded known = loaded.get(key);
            if (known != null && known.stamps().equals(stamps)) {
                return known.trust();
            }
            List<Profile> profiles = new ArrayList<>();
            for (String name : names) {
                reading = name;
                profiles.add(new Profile(name, manager(name)));
            }
            Trust.Ready fresh = new Trust.Ready(context(profiles, protocols), List.copyOf(profiles));
            loaded.put(key, new Loaded(stamps, fresh));
            return fresh;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
            loaded.remove(key);
            return new Trust.Unreadable("trust file " + reading + " is unreadable: " + words(unreadable));
        }
    }

    private SslContext context(List<Profile> profiles, List<Protocol> protocols) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider)
                .endpointIdentificationAlgorithm("HTTPS")
                .trustManager(
                        profiles.size() == 1
                                ? profiles.getFirst().manager()
                                : new AnyOf(
                                        profiles.stream().map(Profile::manager).toList()));
        if (protocols.contains(Protocol.H2)) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    protocols.stream().map(TrustProfiles::alpn).toList()));
        }
        SslContext context = builder.build();
        // A resumed session would skip the certificate; the prober also asks under a port that no session is kept for.
        context.sessionContext().setSessionTimeout(1);
        return context;
    }

    private static String alpn(Protocol protocol) {
        return switch (protocol) {
            case HTTP1 -> ApplicationProtocolNames.HTTP_1_1;
            case H2 -> ApplicationProtocolNames.HTTP_2;
        };
    }

    private static X509ExtendedTrustManager manager(String name) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(name.equals(RequestSpec.PLATFORM) ? null : store(Files.readAllBytes(Path.of(name))));
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("this JVM has no trust manager of X.509");
    }

    private static @Nullable KeyStore store(byte[] pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("ca-" + number, certificate);
            number++;
        }
        if (number == 0) {
            throw new GeneralSecurityException("no certificate in it");
        }
        return store;
    }

    private static String words(Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getSimpleName();
    }
}
