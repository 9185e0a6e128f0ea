package dev.trimtab.provider.rfc2136;

import dev.trimtab.provider.server.BindServer;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The adapter against the installed BIND. */
class BindProviderIT extends Rfc2136ProviderContract {
    private static Optional<BindServer> bind = Optional.empty();

    @BeforeAll
    static void start() {
        bind = Optional.of(BindServer.start(ZONE));
    }

    @AfterAll
    static void stop() {
        bind.ifPresent(BindServer::close);
    }

    @Override
    InetSocketAddress server() {
        return bind.orElseThrow().address();
    }

    @Override
    String keyName() {
        return bind.orElseThrow().keyName();
    }

    @Override
    String secret() {
        return bind.orElseThrow().secret();
    }
}
