package dev.trimtab.provider.embedded;

import static dev.trimtab.provider.embedded.RunningZone.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class EmbeddedDnsTest {
    private static final String WWW = "www.eu.steer.example.com.";

    @TempDir
    Path directory;

    private RunningZone zone;

    @BeforeEach
    void start() throws IOException {
        zone = new RunningZone(directory.resolve("zone.json"));
    }

    @AfterEach
    void stop() {
        zone.close();
    }

    @Test
    void a_cname_answers_every_type_with_authority_and_without_recursion() throws IOException {
        zone.cnames(WWW, 10_000, 0);
        for (int type : new int[] {Type.A, Type.AAAA, Type.HTTPS, Type.TXT, Type.CNAME, Type.ANY}) {
            Message answer = zone.ask(WWW, type);
            assertThat(target(answer)).as(Type.string(type)).isEqualTo("one.example.net.");
            assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(answer.getHeader().getFlag(Flags.RA)).isFalse();
            assertThat(answer.getSection(Section.ANSWER).get(0).getTTL()).isEqualTo(30);
        }
    }

    @Test
    void the_case_of_the_question_is_kept() throws IOException {
        zone.cnames(WWW, 10_000, 0);
        Message answer = zone.ask("wWw.EU.steer.Example.com.", Type.A);
        assertThat(answer.getQuestion().getName()).hasToString("wWw.EU.steer.Example.com.");
        assertThat(answer.getSection(Section.ANSWER).get(0).getName()).hasToString("wWw.EU.steer.Example.com.");
    }

    @Test
    void absence_of_a_name_and_of_a_type_are_told_apart() throws IOException {
        zone.addresses(WWW, InetAddress.getByName("192.0.2.1"));
        negative(zone.ask("nothing.steer.example.com.", Type.A), Rcode.NXDOMAIN);
        negative(zone.ask(WWW, Type.AAAA), Rcode.NOERROR);
        negative(zone.ask(WWW, Type.MX), Rcode.NOERROR);
        negative(zone.ask("eu.steer.example.com.", Type.A), Rcode.NOERROR);
        negative(zone.ask("nothing.eu.steer.example.com.", Type.A), Rcode.NXDOMAIN);
    }

    @Test
    void addresses_live_beside_soa_and_ns_at_the_apex() throws IOException {
        zone.addresses(RunningZone.ZONE, InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"));
        assertThat(types(zone.ask(RunningZone.ZONE, Type.A))).containsExactly(Type.A);
        assertThat(types(zone.ask(RunningZone.ZONE, Type.AAAA))).containsExactly(Type.AAAA);
        assertThat(types(zone.ask(RunningZone.ZONE, Type.SOA))).containsExactly(Type.SOA);
        assertThat(types(zone.ask(RunningZone.ZONE, Type.NS))).containsExactly(Type.NS, Type.NS);
        assertThat(types(zone.ask(RunningZone.ZONE, Type.ANY))).containsExactly(Type.A);
    }

    @Test
    void the_serial_grows_with_each_change_and_the_mark_is_served() throws IOException {
        zone.cnames(WWW, 10_000, 0);
        long before = serial();
        zone.cnames(WWW, 0, 10_000);
        assertThat(serial()).isGreaterThan(before);
        assertThat(zone.ask("_trimtab." + WWW, Type.TXT).getSection(Section.ANSWER))
                .singleElement()
                .satisfies(mark ->
                        assertThat(mark.rdataToString()).isEqualTo("\"trimtab v=1 owner=00000000000000aa gen=1.2\""));
    }

    @Test
    void what_is_not_ours_is_refused() throws IOException {
        Message elsewhere = zone.ask("www.example.org.", Type.A);
        assertThat(elsewhere.getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(elsewhere.getHeader().getFlag(Flags.AA)).isFalse();
        Message transfer = query(RunningZone.ZONE, Type.IXFR);
        assertThat(udp(transfer.toWire()).getRcode()).isEqualTo(Rcode.REFUSED);
        Message update = query(RunningZone.ZONE, Type.SOA);
        update.getHeader().setOpcode(Opcode.NOTIFY);
        assertThat(udp(update.toWire()).getRcode()).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void edns_is_echoed_with_our_size_and_an_unknown_version_is_badvers() throws IOException {
        zone.cnames(WWW, 10_000, 0);
        Message plain = query(WWW, Type.A);
        assertThat(udp(plain.toWire()).getOPT()).isNull();
        plain.addRecord(new OPTRecord(4_096, 0, 0), Section.ADDITIONAL);
        assertThat(udp(plain.toWire()).getOPT().getPayloadSize()).isEqualTo(1_232);

        Message version = query(WWW, Type.A);
        version.addRecord(new OPTRecord(4_096, 0, 1), Section.ADDITIONAL);
        Message answer = udp(version.toWire());
        assertThat(answer.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void an_answer_above_the_clients_size_is_truncated_over_udp_and_whole_over_tcp() throws IOException {
        InetAddress[] many =
                IntStream.range(1, 101).mapToObj(EmbeddedDnsTest::v4).toArray(InetAddress[]::new);
        zone.addresses(WWW, many);
        Message small = udp(query(WWW, Type.A).toWire());
        assertThat(small.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(small.numBytes()).isLessThanOrEqualTo(512);
        assertThat(zone.ask(WWW, Type.A).getSection(Section.ANSWER)).hasSize(100);
    }

    @Test
    void sixty_rounds_of_parallel_questions_from_one_source_never_meet_two_cdns() throws Exception {
        zone.cnames(WWW, 5_000, 5_000);
        String first = target(zone.ask(WWW, Type.A));
        List<Callable<String>> everyType = List.of(
                () -> target(zone.ask(WWW, Type.A)),
                () -> target(zone.ask(WWW, Type.AAAA)),
                () -> target(zone.ask(WWW, Type.HTTPS)));
        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 60; round++) {
                for (Future<String> answer : together.invokeAll(everyType)) {
                    assertThat(answer.get()).isEqualTo(first);
                }
            }
        }
    }

    @Test
    void two_thousand_sources_get_the_shares_and_a_change_moves_only_what_it_must() throws IOException {
        zone.cnames(WWW, 7_000, 3_000);
        List<String> before = fromManySources();
        zone.cnames(WWW, 6_000, 4_000);
        List<String> after = fromManySources();

        long one = before.stream().filter("one.example.net."::equals).count();
        assertThat(one / 2_000.0).isBetween(0.67, 0.73);
        long moved = IntStream.range(0, 2_000)
                .filter(i -> !before.get(i).equals(after.get(i)))
                .count();
        assertThat(moved / 2_000.0).isBetween(0.05, 0.11);
        assertThat(IntStream.range(0, 2_000)
                        .filter(i -> before.get(i).equals("two.example.net.")
                                && after.get(i).equals("one.example.net.")))
                .as("nobody moves against the change")
                .isEmpty();
    }

    @Test
    void a_restart_answers_from_disk_with_the_same_choice() throws IOException {
        zone.cnames(WWW, 5_000, 5_000);
        String before = target(zone.ask(WWW, Type.A));
        long serial = serial();
        zone.close();
        zone = new RunningZone(directory.resolve("zone.json"));
        assertThat(target(zone.ask(WWW, Type.A))).isEqualTo(before);
        assertThat(serial()).isEqualTo(serial);
    }

    @Test
    void hostile_packets_leave_the_server_answering() throws IOException {
        zone.cnames(WWW, 10_000, 0);
        Random random = new Random(20_261_124);
        byte[] good = query(WWW, Type.A).toWire();
        Responder responder = new Responder(List.of(zone.served));
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 5_000; i++) {
                byte[] packet = hostile(good, random);
                assertThat(responder.respond(packet, v4(1), Responder.Transport.UDP))
                        .isNotNull();
                socket.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), zone.port()));
                if (i % 100 == 0) {
                    assertThat(target(zone.ask(WWW, Type.A))).isEqualTo("one.example.net.");
                }
            }
        }
        assertThat(target(zone.ask(WWW, Type.A))).isEqualTo("one.example.net.");
    }

    @Test
    void a_malformed_query_is_formerr_and_an_answer_gets_no_answer() throws IOException {
        byte[] cut = java.util.Arrays.copyOf(query(WWW, Type.A).toWire(), 20);
        assertThat(udp(cut).getRcode()).isEqualTo(Rcode.FORMERR);
        Message answer = query(WWW, Type.A);
        answer.getHeader().setFlag(Flags.QR);
        assertThat(new Responder(List.of()).respond(answer.toWire(), v4(1), Responder.Transport.UDP))
                .isEmpty();
    }

    @Test
    void tcp_answers_several_queries_in_order_and_closes_on_an_oversized_one() throws IOException {
        zone.cnames(WWW, 10_000, 0);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), zone.port())) {
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            Message first = query(WWW, Type.A);
            Message second = query(WWW, Type.AAAA);
            for (Message query : List.of(first, second)) {
                byte[] wire = query.toWire();
                out.write(new byte[] {0, (byte) wire.length});
                out.write(wire);
            }
            for (Message query : List.of(first, second)) {
                Message answer = new Message(in.readNBytes(in.readUnsignedShort()));
                assertThat(answer.getHeader().getID())
                        .isEqualTo(query.getHeader().getID());
            }
            out.write(new byte[] {(byte) 0xff, (byte) 0xff});
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void one_connection_too_many_is_closed_and_makes_room_when_others_end() throws IOException {
        zone.cnames(WWW, 10_000, 0);
        List<Socket> open = new java.util.ArrayList<>();
        try {
            for (int i = 0; i <= EmbeddedDns.CONNECTIONS_MAX; i++) {
                open.add(new Socket(InetAddress.getLoopbackAddress(), zone.port()));
            }
            Socket last = open.get(EmbeddedDns.CONNECTIONS_MAX);
            last.setSoTimeout(5_000);
            assertThat(last.getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        SimpleResolver tcp = zone.resolver();
        tcp.setTCP(true);
        org.awaitility.Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(target(tcp.send(query(WWW, Type.A)))).isEqualTo("one.example.net."));
    }

    @Test
    void a_taken_port_is_named_in_one_sentence() {
        Vertx vertx = Vertx.vertx();
        try {
            EmbeddedDns second =
                    new EmbeddedDns(vertx, List.of(new InetSocketAddress("127.0.0.1", zone.port())), List.of());
            assertThatThrownBy(second::start)
                    .isInstanceOf(EmbeddedDns.CannotListen.class)
                    .hasMessageContaining(String.valueOf(zone.port()))
                    .message()
                    .doesNotContain("\n");
        } finally {
            vertx.close().await();
        }
    }

    private List<String> fromManySources() throws IOException {
        List<String> targets = new java.util.ArrayList<>();
        SimpleResolver resolver = zone.resolver();
        for (int i = 0; i < 2_000; i++) {
            resolver.setLocalAddress(
                    new InetSocketAddress(InetAddress.getByName("127." + (1 + i / 250) + "." + i % 250 + ".1"), 0));
            targets.add(target(resolver.send(query(WWW, Type.A))));
        }
        return targets;
    }

    private static byte[] hostile(byte[] good, Random random) {
        if (random.nextBoolean()) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] mutated = java.util.Arrays.copyOf(good, random.nextInt(good.length + 20));
        for (int i = random.nextInt(5); i > 0 && mutated.length > 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }

    private Message udp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5_000);
            socket.send(new DatagramPacket(query, query.length, InetAddress.getLoopbackAddress(), zone.port()));
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(answer);
            return new Message(java.util.Arrays.copyOf(answer.getData(), answer.getLength()));
        }
    }

    private long serial() throws IOException {
        return ((SOARecord) zone.ask(RunningZone.ZONE, Type.SOA)
                        .getSection(Section.ANSWER)
                        .get(0))
                .getSerial();
    }

    private static void negative(Message answer, int rcode) {
        assertThat(answer.getRcode()).isEqualTo(rcode);
        assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY))
                .singleElement()
                .satisfies(soa -> assertThat(((SOARecord) soa).getMinimum()).isEqualTo(30));
    }

    private static List<Integer> types(Message answer) {
        return answer.getSection(Section.ANSWER).stream().map(Record::getType).toList();
    }

    private static String target(Message answer) {
        assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
        return ((CNAMERecord) answer.getSection(Section.ANSWER).get(0))
                .getTarget()
                .toString();
    }

    private static InetAddress v4(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
