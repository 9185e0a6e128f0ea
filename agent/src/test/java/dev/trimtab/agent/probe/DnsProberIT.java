package dev.trimtab.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.HostName;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId.Family;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.Assertion.Severity;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A target's DNS, against BIND: what is there, and four ways in which it is not. */
class DnsProberIT {
    private static final AllowedRanges LOOPBACK = AllowedRanges.of("127.0.0.0/8,::1");
    private static final String ZONE = """
            $TTL 60
            @ IN SOA ns1 hostmaster 1 3600 600 86400 30
              IN NS ns1
            ns1 IN A 127.0.0.1
            edge 20 IN A 192.0.2.1
            edge 20 IN AAAA 2001:db8::1
            four IN A 192.0.2.4
            text IN TXT "no address"
            www 30 IN CNAME edge
            away 40 IN CNAME edge.other.test.
            dangling IN CNAME nowhere
            deep IN NS ns.deep
            ns.deep IN A 127.0.0.1
            far IN NS ns.far
            ns.far IN AAAA ::1
            lame IN NS ns1
            inward IN NS ns.inward
            ns.inward IN A 169.254.169.254
            loop IN CNAME loop.other.test.
            """;
    private static final String OTHER = """
            $TTL 60
            @ IN SOA ns1 hostmaster 1 3600 600 86400 30
              IN NS ns1
            ns1 IN A 127.0.0.1
            edge 50 IN A 192.0.2.7
            loop IN CNAME loop.cdn.test.
            """;
    private static final String DEEP = """
            $TTL 60
            @ IN SOA ns hostmaster 1 3600 600 86400 30
              IN NS ns
            ns IN A 127.0.0.1
            edge 70 IN A 192.0.2.9
            """;

    private static final String FAR = """
            $TTL 60
            @ IN SOA ns hostmaster 1 3600 600 86400 30
              IN NS ns
            ns IN AAAA ::1
            edge 80 IN A 192.0.2.11
            """;

    @TempDir
    private static Path dir;

    private static Daemon bind;
    private static Daemon farBind;
    private static int port;
    private static DnsProber prober;

    @BeforeAll
    static void start() throws Exception {
        port = Daemon.freePort();
        Files.writeString(dir.resolve("cdn"), ZONE);
        Files.writeString(dir.resolve("other"), OTHER);
        Files.writeString(dir.resolve("deep"), DEEP);
        Files.writeString(dir.resolve("broken"), "this is no zone\n");
        Files.writeString(dir.resolve("far"), FAR);
        bind = named(
                "127.0.0.1",
                "cdn.test",
                "cdn",
                "other.test",
                "other",
                "deep.cdn.test",
                "deep",
                "broken.test",
                "broken");
        farBind = named("::1", "far.cdn.test", "far");
        prober = new DnsProber(
                LOOPBACK, InstantSource.system(), port, () -> List.of(new InetSocketAddress("127.0.0.1", port)));
    }

    /** BIND with these zones, each followed by the file that holds it. */
    private static Daemon named(String address, String... zones) throws IOException {
        boolean v6 = address.contains(":");
        StringBuilder conf =
                new StringBuilder("""
                options {
                  directory "%1$s"; listen-on port %2$d { %3$s; }; listen-on-v6 port %2$d { %4$s; };
                  pid-file "%1$s/%5$s.pid"; session-keyfile "%1$s/%5$s.key"; managed-keys-directory "%1$s";
                  recursion no; dnssec-validation no; empty-zones-enable no;
                };
                controls { };
                """.formatted(dir, port, v6 ? "none" : address, v6 ? address : "none", zones[1]));
        for (int i = 0; i < zones.length; i += 2) {
            conf.append("zone \"%s\" { type primary; file \"%s/%s\"; };%n".formatted(zones[i], dir, zones[i + 1]));
        }
        Path file = Files.writeString(dir.resolve(zones[1] + ".conf"), conf);
        return Daemon.start(
                dir,
                List.of("/usr/sbin/named", "-g", "-n", "1", "-c", file.toString()),
                () -> serves(address, zones[0]));
    }

    @AfterAll
    static void end() {
        if (prober != null) {
            prober.close();
        }
        for (Daemon daemon : new Daemon[] {bind, farBind}) {
            if (daemon != null) {
                daemon.close();
            }
        }
    }

    private static boolean serves(String address, String zone) {
        try {
            SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(address, port));
            resolver.setTimeout(Duration.ofSeconds(1));
            Message query = Message.newQuery(Record.newRecord(Name.fromString(zone + "."), Type.SOA, DClass.IN));
            return resolver.send(query).getRcode() == 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void the_whole_chain_and_its_ttls_are_shown() throws Exception {
        for (ProbeKind kind : List.of(ProbeKind.DNS_AUTHORITATIVE, ProbeKind.DNS_RECURSIVE)) {
            Sight sight = look(check(kind, "www.cdn.test", Family.V4, here()));
            assertThat(sight.look().outcome()).as(sight.look().detail()).isEqualTo(new Outcome.Pass());
            assertThat(sight.evidence().get().notes())
                    .containsExactly(
                            "127.0.0.1:" + port + ": www.cdn.test. 30 s CNAME edge.cdn.test.",
                            "127.0.0.1:" + port + ": edge.cdn.test. 20 s A 192.0.2.1");
            assertThat(sight.look().phases().dnsMicros()).isPositive();
            assertThat(look(check(kind, "www.cdn.test", Family.V6, here()))
                            .look()
                            .detail())
                    .contains("AAAA 2001:db8:0:0:0:0:0:1");
        }
    }

    @Test
    void four_ways_in_which_there_is_nothing_are_told_apart() throws Exception {
        for (ProbeKind kind : List.of(ProbeKind.DNS_AUTHORITATIVE, ProbeKind.DNS_RECURSIVE)) {
            assertThat(outcome(kind, "gone.cdn.test", here())).isEqualTo(new Outcome.Fail(FailureClass.NXDOMAIN));
            assertThat(outcome(kind, "dangling.cdn.test", here()))
                    .as("an alias of nothing")
                    .isEqualTo(new Outcome.Fail(FailureClass.NXDOMAIN));
            assertThat(outcome(kind, "text.cdn.test", here())).isEqualTo(new Outcome.Fail(FailureClass.NODATA));
            assertThat(outcome(kind, "www.broken.test", here())).isEqualTo(new Outcome.Fail(FailureClass.SERVFAIL));
            try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
                assertThat(outcome(kind, "www.cdn.test", "127.0.0.1:" + silent.getLocalPort()))
                        .isEqualTo(new Outcome.Fail(FailureClass.DNS_TIMEOUT));
            }
            assertThat(look(check(kind, "four.cdn.test", Family.V6, here()))
                            .look()
                            .outcome())
                    .as("no address of that family")
                    .isEqualTo(new Outcome.Fail(FailureClass.NODATA));
        }
    }

    @Test
    void what_is_our_resolvers_fault_is_no_fault_of_the_target() throws Exception {
        Look refused = look(check(ProbeKind.DNS_RECURSIVE, "www.elsewhere.test", Family.V4, here()))
                .look();
        assertThat(refused.outcome()).isEqualTo(new Outcome.Blind());
        assertThat(refused.detail()).contains("refuses to resolve for us");
        assertThat(outcome(ProbeKind.DNS_RECURSIVE, "www.cdn.test", "127.0.0.1:" + Daemon.freePort()))
                .as("nobody listens")
                .isEqualTo(new Outcome.Blind());
        assertThat(outcome(ProbeKind.DNS_AUTHORITATIVE, "www.elsewhere.test", here()))
                .as("a server of its zone that refuses is lame")
                .isEqualTo(new Outcome.Fail(FailureClass.SERVFAIL));
    }

    @Test
    void a_minority_of_servers_that_fails_degrades() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            Sight sight = look(check(
                    ProbeKind.DNS_AUTHORITATIVE,
                    "www.cdn.test",
                    Family.V4,
                    here(),
                    "127.0.0.1:" + silent.getLocalPort()));
            assertThat(sight.look().outcome())
                    .as(sight.look().detail())
                    .isEqualTo(new Outcome.Degraded(FailureClass.DNS_TIMEOUT));
            assertThat(sight.evidence().get().notes()).anyMatch(note -> note.endsWith("no answer"));
        }
    }

    @Test
    void the_servers_of_every_zone_on_the_way_are_asked() throws Exception {
        Sight away = look(check(ProbeKind.DNS_AUTHORITATIVE, "away.cdn.test", Family.V4));
        assertThat(away.look().outcome()).as(away.look().detail()).isEqualTo(new Outcome.Pass());
        assertThat(away.evidence().get().notes())
                .anyMatch(note -> note.endsWith("away.cdn.test. 40 s CNAME edge.other.test."))
                .anyMatch(note -> note.endsWith("edge.other.test. 50 s A 192.0.2.7"));
        assertThat(look(check(ProbeKind.DNS_AUTHORITATIVE, "edge.deep.cdn.test", Family.V4))
                        .look()
                        .detail())
                .contains("192.0.2.9");
    }

    @Test
    void a_referral_is_followed_to_the_servers_that_it_names_and_no_further_than_allowed() throws Exception {
        Sight far = look(check(ProbeKind.DNS_AUTHORITATIVE, "edge.far.cdn.test", Family.V4));
        assertThat(far.look().outcome()).as(far.look().detail()).isEqualTo(new Outcome.Pass());
        assertThat(far.evidence().get().notes())
                .containsExactly(
                        "127.0.0.1:" + port + ": refers to others",
                        "0:0:0:0:0:0:0:1:" + port + ": edge.far.cdn.test. 80 s A 192.0.2.11");
        Look inward = look(check(ProbeKind.DNS_AUTHORITATIVE, "edge.inward.cdn.test", Family.V4))
                .look();
        assertThat(inward.outcome()).as("a metadata service is no DNS server").isEqualTo(new Outcome.Blind());
        assertThat(look(check(ProbeKind.DNS_AUTHORITATIVE, "edge.lame.cdn.test", Family.V4))
                        .look()
                        .outcome())
                .as("it refers to itself for ever")
                .isEqualTo(new Outcome.Fail(FailureClass.SERVFAIL));
        assertThat(look(check(ProbeKind.DNS_AUTHORITATIVE, "loop.cdn.test", Family.V4))
                        .look()
                        .outcome())
                .as("aliases in a circle")
                .isInstanceOf(Outcome.Fail.class);
    }

    @Test
    void delegations_are_found_referrals_followed_and_addresses_checked() throws Exception {
        DnsServers asking = new DnsServers(Executors.newVirtualThreadPerTaskExecutor());
        List<InetSocketAddress> resolvers = List.of(new InetSocketAddress("127.0.0.1", port));
        Delegations open = new Delegations(asking, LOOPBACK, port);
        assertThat(open.of(Name.fromString("www.cdn.test."), resolvers, Duration.ofSeconds(10)))
                .containsExactly(new InetSocketAddress("127.0.0.1", port));
        assertThat(open.of(Name.fromString("www.nowhere.test."), resolvers, Duration.ofSeconds(10)))
                .isEmpty();
        Delegations strict = new Delegations(asking, AllowedRanges.PUBLIC_ONLY, port);
        assertThat(strict.of(Name.fromString("www.cdn.test."), resolvers, Duration.ofSeconds(10)))
                .as("somebody else's DNS must not point us into our own network")
                .isEmpty();
    }

    @Test
    void servers_in_our_own_network_are_refused_unless_allowed() throws Exception {
        try (DnsProber strict = new DnsProber(AllowedRanges.PUBLIC_ONLY, InstantSource.system())) {
            Look look = strict.look(
                            check(ProbeKind.DNS_RECURSIVE, "www.cdn.test", Family.V4, here()), Look.Turn.INTERVAL)
                    .get(60, TimeUnit.SECONDS)
                    .look();
            assertThat(look.outcome()).isEqualTo(new Outcome.Blind());
            assertThat(look.detail()).contains(AllowedRanges.SETTING);
        }
    }

    @Test
    void its_time_can_be_asserted() throws Exception {
        Check check = check(ProbeKind.DNS_RECURSIVE, "www.cdn.test", Family.V4, here());
        Check hurried = new Check(
                check.id(),
                check.kind(),
                check.answer(),
                check.probeAt(),
                check.request(),
                List.of(new Assertion.Timing(
                        Assertion.Phase.DNS, Duration.ofNanos(1000), FailureClass.LATENCY, Severity.DEGRADED)),
                check.detect());
        assertThat(look(hurried).look().outcome()).isEqualTo(new Outcome.Degraded(FailureClass.LATENCY));
    }

    private static String here() {
        return "127.0.0.1:" + port;
    }

    private static Outcome outcome(ProbeKind kind, String name, String server) throws Exception {
        return look(check(kind, name, Family.V4, server)).look().outcome();
    }

    private static Check check(ProbeKind kind, String name, Family family, String... servers) {
        Check base = Checks.over(family, Checks.http(80));
        return new Check(
                base.id(),
                kind,
                new Answer.Cname(new HostName(name)),
                "",
                Checks.request(base).servers(servers).done(),
                List.of(),
                new DetectSpec(Duration.ofSeconds(1), Duration.ofSeconds(3), 2, 6, Duration.ofMinutes(5)));
    }

    private static Sight look(Check check) throws Exception {
        return prober.look(check, Look.Turn.INTERVAL).get(60, TimeUnit.SECONDS);
    }
}
