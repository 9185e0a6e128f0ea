package dev.trimtab.core.verify;

import dev.trimtab.core.spec.Answer;
import java.net.InetSocketAddress;
import java.time.Duration;

/** What one authoritative server answered to one question. */
public sealed interface Sighting {
    /** Whom we asked. */
    InetSocketAddress server();

    /** It answered: these are the target and the TTL. */
    record Seen(InetSocketAddress server, Answer answer, Duration ttl) implements Sighting {}

    /** It answered that there is nothing (NODATA or NXDOMAIN): a name that must exist is gone (R18). */
    record Nothing(InetSocketAddress server, String rcode) implements Sighting {}

    /** It refused, failed or kept silent. */
    record Failed(InetSocketAddress server, String reason) implements Sighting {}
}
