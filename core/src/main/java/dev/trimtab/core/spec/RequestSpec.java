package dev.trimtab.core.spec;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The request of a probe. {@code {host}} stands for the host that users type, {@code {nonce}} for a fresh value a look.
 *
 * @param path with its query, beginning with a slash
 * @param host the Host header and SNI, mostly {@code {host}}
 * @param protocols in order of preference
 * @param headers sent as they are
 * @param redirectsMax how many redirects are followed; 0 = a redirect is judged as it is
 * @param bodyBytesMax how much of the body is read at most
 * @param trust profiles, each a PEM file of the CAs that may sign the certificate or {@link #PLATFORM}; empty = the
 *     platform's alone. One that accepts is enough; those that do not are told
 * @param secretHeaders name of a header to the file, on the agent's machine, that holds its value
 * @param port where the target listens; 0 = the scheme's
 * @param servers that a DNS probe asks, {@code address} or {@code address:port}; empty = the machine's resolvers, or those
 *     that the target's zone is delegated to
 */
public record RequestSpec(
        String method,
        Scheme scheme,
        String path,
        String host,
        List<Protocol> protocols,
        SortedMap<String, String> headers,
        int redirectsMax,
        int bodyBytesMax,
        List<String> trust,
        SortedMap<String, String> secretHeaders,
        int port,
        List<String> servers) {
    /** Body bytes that are read when a probe does not say: room for a home page. */
    public static final int BODY_BYTES_DEFAULT = 256 * 1024;

    /** The trust profile of the platform: what the JVM trusts. */
    public static final String PLATFORM = "platform";

    /** Plain or encrypted. */
    public enum Scheme {
        HTTP,
        HTTPS
    }

    /** The versions of HTTP that a probe may speak. */
    public enum Protocol {
        HTTP1,
        H2
    }

    public RequestSpec {
        protocols = List.copyOf(protocols);
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        trust = List.copyOf(trust);
        secretHeaders = Collections.unmodifiableSortedMap(new TreeMap<>(secretHeaders));
        servers = List.copyOf(servers);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path must begin with a slash: " + path);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", not 1 to 65535");
        }
    }

    /**
     * One on the scheme's port, without secrets.
     *
     * @param trustFile PEM file of the CAs that may sign the certificate; empty = the platform's
     */
    public RequestSpec(
            String method,
            Scheme scheme,
            String path,
            String host,
            List<Protocol> protocols,
            SortedMap<String, String> headers,
            int redirectsMax,
            int bodyBytesMax,
            String trustFile) {
        this(
                method,
                scheme,
                path,
                host,
                protocols,
                headers,
                redirectsMax,
                bodyBytesMax,
                trustFile.isEmpty() ? List.of() : List.of(trustFile),
                new TreeMap<>(),
                0,
                List.of());
    }

    /** Where to connect: as asked, or where the scheme usually listens. */
    public int connectPort() {
        return port > 0 ? port : scheme == Scheme.HTTPS ? 443 : 80;
    }

    /** Whether it asks for nothing that agents of before assignments of version 2 do not know. */
    public boolean plain() {
        return trust.size() <= 1
                && !trust.contains(PLATFORM)
                && secretHeaders.isEmpty()
                && port == 0
                && servers.isEmpty();
    }
}
