package dev.trimtab.controller.leadership;

import dev.trimtab.contract.LeadershipContract;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.provider.rfc2136.ZoneLease;
import dev.trimtab.provider.server.BindServer;
import dev.trimtab.provider.server.SignedUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Leadership by a zone of BIND: two sites that share nothing else. */
class ZoneLeadershipIT extends LeadershipContract {
    private static final String ZONE = "steer.example.";
    private static BindServer server;

    @TempDir
    Path keys;

    @BeforeAll
    static void start() {
        server = BindServer.start(ZONE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected Arena arena() {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("server", "127.0.0.1:" + server.address().getPort());
        settings.put("keyName", server.keyName());
        ProviderSpec spec = new ProviderSpec(new ProviderId("dns"), "rfc2136", ZONE, Optional.of("key"), settings);
        Path key = keys.resolve("key");
        try {
            Files.writeString(key, server.secret());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        SignedUpdate.delete(server.address(), ZONE, "_trimtab-lease." + ZONE);
        return new ContestedArena() {
            @Override
            LeaseRecord way() {
                return ZoneLease.of(spec, key, "0123456789abcdef");
            }

            @Override
            public void loseRecord() {
                SignedUpdate.delete(server.address(), ZONE, "_trimtab-lease." + ZONE);
            }

            // The text in the zone holds no time.
            @Override
            public void jumpClocks(Duration by) {}
        };
    }
}
