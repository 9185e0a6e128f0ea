package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Phases;
import io.vertx.core.buffer.Buffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a server answered, as assertions judge it.
 *
 * @param headers values by lower-case name, in the order of arrival
 * @param body at most as many bytes as the request asked for
 * @param certificate what the server proved itself with; empty without TLS
 */
record Response(
        int status,
        SortedMap<String, List<String>> headers,
        Buffer body,
        Optional<X509Certificate> certificate,
        Phases phases) {

    List<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
}
