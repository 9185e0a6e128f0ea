package dev.trimtab.provider.rfc2136;

import dev.trimtab.provider.server.KnotServer;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The adapter against the installed Knot. */
class KnotProviderIT extends Rfc2136ProviderContract {
    private static Optional<KnotServer> knot = Optional.empty();

    @BeforeAll
    static void start() {
        knot = Optional.of(KnotServer.start(ZONE));
    }

    @AfterAll
    static void stop() {
        knot.ifPresent(KnotServer::close);
    }

    @Override
    InetSocketAddress server() {
        return knot.orElseThrow().address();
    }

    @Override
    String keyName() {
        return knot.orElseThrow().keyName();
    }

    @Override
    String secret() {
        return knot.orElseThrow().secret();
    }
}
