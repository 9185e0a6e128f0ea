package dev.trimtab.provider.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.contract.LeaseRecordContract;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.port.LeaseRecord.Held;
import dev.trimtab.core.port.LeaseRecord.Reading;
import dev.trimtab.core.port.LeaseRecord.Writing;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.provider.server.SignedUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

/** A lease in a zone, and what is its own about it. */
abstract class ZoneLeaseContract extends LeaseRecordContract {
    static final String ZONE = "steer.example.";
    private static final String LEASE = "_trimtab-lease." + ZONE;
    private static final String OWNER = "0123456789abcdef";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Held HELD = new Held("site-a/4f", 3, Duration.ofSeconds(15), 1);

    @TempDir
    Path keys;

    abstract InetSocketAddress address();

    abstract String keyName();

    abstract String secret();

    @BeforeEach
    void forget() {
        SignedUpdate.delete(address(), ZONE, LEASE);
    }

    @Override
    protected LeaseRecord way() {
        return of(secret(), OWNER);
    }

    private LeaseRecord of(String secret, String owner) {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("server", "127.0.0.1:" + address().getPort());
        settings.put("keyName", keyName());
        Path key = keys.resolve("key");
        try {
            Files.writeString(key, secret);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return ZoneLease.of(
                new ProviderSpec(new ProviderId("dns"), "rfc2136", ZONE, Optional.of("key"), settings), key, owner);
    }

    @Test
    void another_installations_lease_is_named_and_left_alone() {
        LeaseRecord ours = way();
        ours.write(HELD, LeaseRecord.ABSENT, TIMEOUT);
        LeaseRecord theirs = of(secret(), "fedcba9876543210");
        assertThat(reason(theirs.read(TIMEOUT))).contains(OWNER, "TRIMTAB_OWNER", LEASE);
        assertThat(theirs.write(HELD, LeaseRecord.ABSENT, TIMEOUT)).isInstanceOf(Writing.Conflict.class);
    }

    @Test
    void what_is_no_lease_is_neither_read_as_one_nor_replaced() {
        SignedUpdate.send(
                address(),
                ZONE,
                update -> update.add(new TXTRecord(Name.fromConstantString(LEASE), DClass.IN, 60, "something else")));
        assertThat(reason(way().read(TIMEOUT))).contains("something else");
        SignedUpdate.send(
                address(),
                ZONE,
                update -> update.add(new TXTRecord(Name.fromConstantString(LEASE), DClass.IN, 60, "and more")));
        assertThat(reason(way().read(TIMEOUT))).contains("2 records", "remove what is foreign");
        assertThat(way().write(HELD, "something else", TIMEOUT)).isInstanceOf(Writing.Conflict.class);
    }

    @Test
    void a_wrong_key_reads_and_writes_nothing_and_is_not_shown() {
        String wrong = "bm90IHRoZSBrZXksIG5vdCBhdCBhbGwsIG5vdCBldmVu";
        LeaseRecord stranger = of(wrong, OWNER);
        assertThat(reason(stranger.read(TIMEOUT))).doesNotContain(wrong).contains("key");
        assertThat(stranger.write(HELD, LeaseRecord.ABSENT, TIMEOUT)).isInstanceOf(Writing.Unknown.class);
        assertThat(((Reading.Found) way().read(TIMEOUT)).held()).isEmpty();
    }

    private static String reason(Reading reading) {
        return ((Reading.Unreadable) reading).reason();
    }
}
