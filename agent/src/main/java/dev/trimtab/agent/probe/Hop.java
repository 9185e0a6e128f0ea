package dev.trimtab.agent.probe;

import dev.trimtab.agent.probe.TrustProfiles.Trust;
import java.net.InetSocketAddress;
import java.util.Optional;

/** One connection of a look: the first, or that of a followed redirect, which goes to the same address. */
record Hop(InetSocketAddress address, Optional<Trust.Ready> tls, String path, int redirectsLeft) {
    Hop to(String nextPath) {
        return new Hop(address, tls, nextPath, redirectsLeft - 1);
    }
}
