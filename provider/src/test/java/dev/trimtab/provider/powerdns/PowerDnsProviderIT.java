package dev.trimtab.provider.powerdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.contract.DnsProviderContract;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Canary;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.provider.server.PowerDnsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The adapter against the installed PowerDNS, and what its answers look like to many clients. */
class PowerDnsProviderIT extends DnsProviderContract {
    private static final String ZONE = "steer.example.";
    private static final String ZONE_PATH = "/api/v1/servers/localhost/zones/" + ZONE;
    private static final String WRONG = "quite-another-key";
    private static final int CLIENTS = 2_000;

    private static Optional<PowerDnsServer> running = Optional.empty();

    @TempDir
    Path keys;

    private Optional<DnsProvider> provider = Optional.empty();

    @BeforeAll
    static void start() {
        running = Optional.of(PowerDnsServer.start(ZONE));
    }

    @AfterAll
    static void stop() {
        running.ifPresent(PowerDnsServer::close);
    }

    @BeforeEach
    void open() {
        provider = Optional.of(of(server().api(), "right", server().apiKey(), ZONE));
    }

    @AfterEach
    void close() {
        provider.ifPresent(DnsProvider::close);
    }

    private static PowerDnsServer server() {
        return running.orElseThrow();
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
        return Optional.of(new WrongKey(of(server().api(), "wrong", WRONG, ZONE), WRONG));
    }

    @Override
    protected Optional<DnsProvider> unreachable() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI closed = URI.create("http://127.0.0.1:" + socket.getLocalPort());
            return Optional.of(of(closed, "right", server().apiKey(), ZONE));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    protected Optional<Backdoor> backdoor() {
        return Optional.of(new Backdoor() {
            @Override
            public void putForeign(SteeredName name) {
                replace(name, "CNAME", "legacy.example.org.");
            }

            @Override
            public String look(SteeredName name) {
                String there = server().call("GET", ZONE_PATH + "?rrset_name=" + name, "")
                                .body()
                        + server().call("GET", ZONE_PATH + "?rrset_name=" + name.markOwner(), "")
                                .body();
                // The zone's own serial moves with every case of this class.
                return there.replaceAll("\"(edited_)?serial\": ?\\d+", "");
            }
        });
    }

    @Test
    void a_zone_that_is_not_there_is_named() {
        try (DnsProvider elsewhere = of(server().api(), "right", server().apiKey(), "elsewhere.example.")) {
            assertThat(elsewhere.read(SteeredName.of("www.elsewhere.example"), TIMEOUT))
                    .isInstanceOfSatisfying(
                            ReadResult.Unreadable.class,
                            unreadable -> assertThat(unreadable.trouble()).isEqualTo(ReadResult.Trouble.WRONG_ZONE));
        }
    }

    @Test
    void an_edit_by_somebody_else_shows_as_drift_of_ours() {
        SteeredName name = freshName();
        write(set(name, 1, 10_000));
        replace(name, "LUA", "CNAME \\\"pickrandom({'elsewhere.example.net.'})\\\"");

        Snapshot drifted = read(name);

        assertThat(drifted.holding()).isEqualTo(Snapshot.Holding.OURS);
        assertThat(drifted.answers()).isEmpty();
        assertThat(drifted.raw()).contains("elsewhere.example.net.");
    }

    @Test
    void many_long_targets_are_held_and_answered_although_a_segment_has_255_octets() {
        SteeredName name = freshName();
        List<WeightedAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(new WeightedAnswer(
                    new CdnId("cdn" + i),
                    new Answer.Cname(new HostName("a-rather-long-name-of-a-target-" + i + ".edge.cdn.example.net")),
                    1_000));
        }
        RecordSet held = write(new RecordSet(
                name, RecordType.CNAME, Duration.ofSeconds(30), answers, new Mark(OWNER, new Generation(1, 1))));

        assertThat(read(name).holds(held)).as("%s", read(name)).isTrue();
        assertThat(answer(name, Type.CNAME, 1)).contains("a-rather-long-name-of-a-target-");
    }

    @Test
    void two_thousand_clients_meet_70_to_30_and_a_move_of_ten_points_moves_no_more_than_that() {
        SteeredName name = freshName();
        write(set(name, 1, 7_000, 3_000));
        List<String> before = answersOfAllClients(name);
        double first = before.stream().filter(text -> text.contains("cdn0")).count() * 100.0 / CLIENTS;
        assertThat(first).isCloseTo(70.0, within(3.0));

        write(set(name, 2, 6_000, 4_000));
        List<String> after = answersOfAllClients(name);
        long moved = java.util.stream.IntStream.range(0, CLIENTS)
                .filter(client -> !before.get(client).equals(after.get(client)))
                .count();
        assertThat(moved * 100.0 / CLIENTS).isLessThanOrEqualTo(11.0).isPositive();
    }

    @Test
    void sixty_rounds_of_parallel_questions_from_one_client_never_meet_two_cdns() throws Exception {
        SteeredName name = freshName();
        write(set(name, 1, 5_000, 5_000));
        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 60; round++) {
                int client = round;
                List<Callable<String>> everyType = List.of(
                        () -> answer(name, Type.A, client),
                        () -> answer(name, Type.AAAA, client),
                        () -> answer(name, Type.HTTPS, client));
                Set<String> met = new TreeSet<>();
                for (Future<String> answer : together.invokeAll(everyType)) {
                    met.add(answer.get());
                }
                assertThat(met).singleElement().asString().contains("cdn");
            }
        }
    }

    @Test
    void each_trial_write_replaces_the_canary_of_the_zone() {
        SteeredName canary = Canary.owner(zone());
        Backdoor zone = backdoor().orElseThrow();
        assertThat(provider().canary(TIMEOUT)).isEqualTo(new WriteResult.Accepted());
        String first = zone.look(canary);
        assertThat(first).contains(canary.value(), "TXT", "trimtab canary");

        assertThat(provider().canary(TIMEOUT)).isEqualTo(new WriteResult.Accepted());

        assertThat(zone.look(canary)).isNotEqualTo(first).containsOnlyOnce("trimtab canary");
    }

    @Test
    void both_families_of_addresses_choose_alike_and_hand_out_all_of_a_target() {
        SteeredName name = freshName();
        write(addresses(name, 1, 5_000, 5_000));
        for (int client = 0; client < 60; client++) {
            String v4 = answer(name, Type.A, client);
            String v6 = answer(name, Type.AAAA, client);
            if (v4.contains("192.0.2.11")) {
                assertThat(v4).isEqualTo("[192.0.2.11, 192.0.2.12]");
                assertThat(v6).isEqualTo("[2001:db8:0:0:0:0:0:11]");
            } else {
                assertThat(v4).isEqualTo("[192.0.2.1, 192.0.2.2]");
                assertThat(v6).isEqualTo("[2001:db8:0:0:0:0:0:1]");
            }
        }
    }

    // ---- hands ----

    private DnsProvider of(URI url, String file, String key, String zone) {
        try {
            Path keyFile = Files.writeString(keys.resolve(file), key + "\n");
            TreeMap<String, String> settings = new TreeMap<>();
            settings.put("url", url.toString());
            settings.put("verify", "127.0.0.1:" + server().address().getPort());
            return PowerDnsProvider.of(
                    new ProviderSpec(new ProviderId("pdns"), "powerdns", zone, Optional.empty(), settings), keyFile);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void replace(SteeredName name, String type, String content) {
        int status = server().call("PATCH", ZONE_PATH, """
                        {"rrsets":[{"name":"%s","type":"%s","ttl":77,"changetype":"REPLACE",
                        "records":[{"content":"%s","disabled":false}]}]}""".formatted(name, type, content))
                .statusCode();
        assertThat(status).isEqualTo(204);
    }

    private static List<String> answersOfAllClients(SteeredName name) {
        List<String> answers = new ArrayList<>(CLIENTS);
        for (int client = 0; client < CLIENTS; client++) {
            answers.add(answer(name, Type.A, client));
        }
        return answers;
    }

    /** The answer's data, in order, for one of many clients: each is a network of its own by EDNS Client Subnet. */
    private static String answer(SteeredName name, int type, int client) {
        try {
            SimpleResolver resolver = new SimpleResolver(server().address());
            resolver.setTimeout(TIMEOUT);
            InetAddress network = InetAddress.getByAddress(
                    new byte[] {10, (byte) (client / 256), (byte) (client % 256), (byte) (client % 251)});
            resolver.setEDNS(0, 1232, 0, List.of(new ClientSubnetOption(32, network)));
            Message answer = resolver.send(
                    Message.newQuery(Record.newRecord(Name.fromConstantString(name.value()), type, DClass.IN)));
            assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
            return answer.getSection(Section.ANSWER).stream()
                    .map(Record::rdataToString)
                    .sorted()
                    .toList()
                    .toString();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
