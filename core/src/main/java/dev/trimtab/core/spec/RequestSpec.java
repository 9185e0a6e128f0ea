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
 * @param trustFile PEM file of the CAs that may sign the certificate; empty = the platform's
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
        String trustFile) {
    /** Body bytes that are read when a probe does not say: room for a home page. */
    public static final int BODY_BYTES_DEFAULT = 256 * 1024;

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
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path must begin with a slash: " + path);
        }
    }
}
