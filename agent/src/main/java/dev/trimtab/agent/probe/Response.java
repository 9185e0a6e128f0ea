package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Phases;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a server answered, as assertions judge it.
 *
 * @param status 0 where nothing was asked over HTTP
 * @param headers values by lower-case name, in the order of arrival
 * @param body at most as many bytes as the request asked for, decompressed
 * @param certificates what the server proved itself with
 */
@SuppressWarnings("ArrayRecordComponent") // up to a quarter of a megabyte, compared never
record Response(
        int status,
        SortedMap<String, List<String>> headers,
        byte[] body,
        PeerCertificates certificates,
        Phases phases) {

    /** Of a look that asked nothing over HTTP. */
    static Response none(PeerCertificates certificates, Phases phases) {
        return new Response(0, new TreeMap<>(), new byte[0], certificates, phases);
    }

    List<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The body's first bytes as text. */
    String text(int bytesMax) {
        return new String(body, 0, Math.min(bytesMax, body.length), StandardCharsets.UTF_8);
    }

    /** What a look that passed says of itself. */
    String words() {
        return status > 0
                ? "status " + status
                : certificates.version().isEmpty() ? "connected" : certificates.version();
    }
}
