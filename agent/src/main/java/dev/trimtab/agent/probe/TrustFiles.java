package dev.trimtab.agent.probe;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** TLS contexts by the file of the CAs that they trust; a file that changed is read again. */
final class TrustFiles {
    /** A bundle of every public CA is a quarter of this. */
    private static final long FILE_BYTES_MAX = 1024 * 1024;

    private static final Stamp PLATFORM = new Stamp(FileTime.fromMillis(0), 0, "");

    private final SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();

    /** What a file gave. */
    sealed interface Trust {
        record Ready(SslContext context) implements Trust {}

        /** Our own fault, and never evidence against a target. */
        record Unreadable(String why) implements Trust {}
    }

    private record Stamp(FileTime modified, long bytes, String key) {}

    private record Loaded(Stamp stamp, Trust.Ready trust) {}

    SslProvider provider() {
        return provider;
    }

    /** @param file a PEM file, or empty for the platform's CAs */
    Trust trust(String file) {
        try {
            Stamp stamp = file.isEmpty() ? PLATFORM : stamp(Path.of(file));
            Loaded known = loaded.get(file);
            if (known != null && known.stamp().equals(stamp)) {
                return known.trust();
            }
            Trust.Ready fresh = new Trust.Ready(context(file));
            loaded.put(file, new Loaded(stamp, fresh));
            return fresh;
        } catch (IOException | IllegalArgumentException unreadable) {
            loaded.remove(file);
            return new Trust.Unreadable("trust file " + file + " is unreadable: " + words(unreadable));
        }
    }

    private SslContext context(String file) throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forClient().sslProvider(provider).endpointIdentificationAlgorithm("HTTPS");
        if (!file.isEmpty()) {
            builder.trustManager(new ByteArrayInputStream(Files.readAllBytes(Path.of(file))));
        }
        SslContext context = builder.build();
        // A resumed session would skip the certificate; the prober also asks under a port that no session is kept for.
        context.sessionContext().setSessionTimeout(1);
        return context;
    }

    private static Stamp stamp(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.size() > FILE_BYTES_MAX) {
            throw new IOException("larger than " + FILE_BYTES_MAX + " bytes");
        }
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    }

    private static String words(Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getSimpleName();
    }
}
