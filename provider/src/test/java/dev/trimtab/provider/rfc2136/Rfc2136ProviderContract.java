package dev.trimtab.provider.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.contract.DnsProviderContract;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Canary;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.verify.Sighting;
import dev.trimtab.provider.resolve.DnsjavaResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** The contract with a server that takes dynamic updates, and what is its own about it. */
abstract class Rfc2136ProviderContract extends DnsProviderContract {
    static final String ZONE = "steer.example.";
    private static final String WRONG = "bm90IHRoZSBrZXksIG5vdCBhdCBhbGwsIG5vdCBldmVu";

    @TempDir
    Path keys;

    private Optional<DnsProvider> provider = Optional.empty();

    abstract InetSocketAddress server();

    abstract String keyName();

    abstract String secret();

    @BeforeEach
    void open() {
        provider = Optional.of(of(server(), "right", secret(), ZONE));
    }

    @AfterEach
    void close() {
        provider.ifPresent(DnsProvider::close);
    }

    @Override
    protected DnsProvider provider() {
        return provider.orElseThrow();
    }

    @Override
    protected String zone() {
        return ZONE;
    }

    @Override
    protected Optional<WrongKey> withWrongKey() {
        return Optional.of(new WrongKey(of(server(), "wrong", WRONG, ZONE), WRONG));
    }

    @Override
    protected Optional<DnsProvider> unreachable() {
        return Optional.of(of(closedPort(), "right", secret(), ZONE));
    }

    @Override
    protected Optional<Backdoor> backdoor() {
        return Optional.of(new Backdoor() {
            @Override
            public void putForeign(SteeredName name) {
                send(
                        Update::new,
                        update -> update.add(
                                Record.fromString(dns(name), Type.A, DClass.IN, 77, "192.0.2.77", Name.root)));
            }

            @Override
            public String look(SteeredName name) {
                return sections(dns(name), Type.ANY)
                        + sections(dns(name), Type.A)
                        + sections(Name.fromConstantString(name.markOwner()), Type.ANY);
            }
        });
    }

    @Test
    void a_zone_that_is_not_served_there_is_named() {
        try (DnsProvider elsewhere = of(server(), "right", secret(), "elsewhere.example.")) {
            assertThat(elsewhere.read(SteeredName.of("www.elsewhere.example"), TIMEOUT))
                    .isInstanceOfSatisfying(
                            ReadResult.Unreadable.class,
                            unreadable -> assertThat(unreadable.trouble()).isEqualTo(ReadResult.Trouble.WRONG_ZONE));
        }
    }

    @Test
    void a_name_of_addresses_is_retired_in_both_families() {
        SteeredName name = freshName();
        write(addresses(name, 1, 10_000));

        assertThat(provider().retirable(read(name)))
                .containsExactlyInAnyOrder(name + " A", name + " AAAA", name.markOwner() + " TXT");
        assertThat(provider().retire(read(name), TIMEOUT)).isEqualTo(new WriteResult.Accepted());

        assertThat(read(name)).isEqualTo(Snapshot.absent(name));
    }

    @Test
    void the_server_answers_what_was_written() {
        SteeredName name = freshName();
        write(set(name, 1, 7_000, 3_000));

        Sighting seen = new DnsjavaResolver().ask(server(), name, RecordType.CNAME, TIMEOUT);

        assertThat(seen)
                .isEqualTo(new Sighting.Seen(
                        server(), new Answer.Cname(new HostName("cdn0.example.net")), Duration.ofSeconds(30)));
    }

    @Test
    void the_server_answers_both_families_of_the_one_target() {
        SteeredName name = freshName();
        var held = write(addresses(name, 1, 2_000, 8_000));

        assertThat(new DnsjavaResolver().ask(server(), name, RecordType.ADDRESS, TIMEOUT))
                .isEqualTo(new Sighting.Seen(server(), held.answers().get(0).answer(), Duration.ofSeconds(30)));
    }

    @Test
    void each_trial_write_replaces_the_canary_of_the_zone() {
        SteeredName canary = Canary.owner(ZONE);
        Backdoor zone = backdoor().orElseThrow();
        assertThat(provider().canary(TIMEOUT)).isEqualTo(new WriteResult.Accepted());
        String first = zone.look(canary);
        assertThat(first).contains("_trimtab-canary.steer.example.", "TXT", "trimtab canary");

        assertThat(provider().canary(TIMEOUT)).isEqualTo(new WriteResult.Accepted());

        assertThat(zone.look(canary)).isNotEqualTo(first).containsOnlyOnce("trimtab canary");
    }

    @Test
    void a_name_that_is_not_there_is_seen_as_nothing() {
        assertThat(new DnsjavaResolver().ask(server(), freshName(), RecordType.CNAME, TIMEOUT))
                .isEqualTo(new Sighting.Nothing(server(), "NXDOMAIN"));
    }

    @Test
    void an_edit_by_somebody_else_shows_as_drift_of_ours_and_is_written_over_by_the_next_plan() {
        SteeredName name = freshName();
        write(set(name, 1, 10_000));
        send(
                Update::new,
                update -> update.replace(
                        Record.fromString(dns(name), Type.CNAME, DClass.IN, 30, "elsewhere.example.net.", Name.root)));

        Snapshot drifted = read(name);
        assertThat(drifted.holding()).isEqualTo(Snapshot.Holding.OURS);
        assertThat(drifted.raw()).contains("elsewhere.example.net.");

        var held = write(set(name, 1, 10_000));
        assertThat(read(name).holds(held)).isTrue();
    }

    @Test
    void a_record_type_is_never_removed() {
        SteeredName name = freshName();
        write(set(name, 1, 10_000));

        assertThat(provider().plan(addresses(name, 2, 10_000), read(name)))
                .isInstanceOfSatisfying(
                        Proposal.Refused.class,
                        refused -> assertThat(refused.reason()).contains("CNAME"));
    }

    // ---- hands ----

    private DnsProvider of(InetSocketAddress server, String file, String secret, String zone) {
        try {
            Path key = Files.writeString(keys.resolve(file), secret);
            TreeMap<String, String> settings = new TreeMap<>();
            settings.put("server", server.getAddress().getHostAddress() + ":" + server.getPort());
            settings.put("keyName", keyName());
            return Rfc2136Provider.of(
                    new ProviderSpec(new ProviderId("zone"), "rfc2136", zone, Optional.empty(), settings), key);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static InetSocketAddress closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Name dns(SteeredName name) {
        return Name.fromConstantString(name.value());
    }

    /** What is put into an update. */
    interface Edit {
        void into(Update update) throws IOException;
    }

    private void send(java.util.function.Function<Name, Update> start, Edit edit) {
        Update update = start.apply(Name.fromConstantString(ZONE));
        try {
            edit.into(update);
            assertThat(resolver().send(update).getRcode()).isEqualTo(Rcode.NOERROR);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private String sections(Name owner, int type) {
        try {
            Message answer = resolver().send(Message.newQuery(Record.newRecord(owner, type, DClass.IN)));
            return answer.getSection(Section.ANSWER).stream().sorted().toList().toString();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private SimpleResolver resolver() {
        SimpleResolver resolver = new SimpleResolver(server());
        resolver.setTCP(true);
        resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString(keyName()), bytes()));
        return resolver;
    }

    private byte[] bytes() {
        return java.util.Base64.getDecoder().decode(secret());
    }
}
