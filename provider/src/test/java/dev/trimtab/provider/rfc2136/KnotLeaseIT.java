package dev.trimtab.provider.rfc2136;

import dev.trimtab.provider.server.KnotServer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A lease in a zone of Knot. */
class KnotLeaseIT extends ZoneLeaseContract {
    private static KnotServer server;

    @BeforeAll
    static void start() {
        server = KnotServer.start(ZONE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    InetSocketAddress address() {
        return server.address();
    }

    @Override
    String keyName() {
        return server.keyName();
    }

    @Override
    String secret() {
        return server.secret();
    }
}
