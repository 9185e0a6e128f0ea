package dev.trimtab.provider.embedded;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/** A server with one zone and its provider on loopback, for tests. */
final class RunningZone implements AutoCloseable {
    static final String ZONE = "steer.example.com.";
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String OWNER = "00000000000000aa";

    final ServedZone served;
    final EmbeddedDns server;
    final EmbeddedProvider provider;
    private final Vertx vertx = Vertx.vertx();
    private long sequence;

    RunningZone(Path file) throws IOException {
        ProviderId id = new ProviderId("embedded");
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("ns", "ns1.example.net, ns2.example.net");
        ProviderSpec spec = new ProviderSpec(id, "embedded", ZONE, Optional.empty(), settings);
        served = ServedZone.open(spec, file, InstantSource.fixed(Instant.ofEpochSecond(1_000)));
        server = new EmbeddedDns(vertx, List.of(new InetSocketAddress("127.0.0.1", 0)), List.of(served));
        server.start();
        provider = new EmbeddedProvider(id, served, server);
    }

    int port() {
        return server.addresses().get(0).getPort();
    }

    /** Puts {@code one} and {@code two}, CDNs of those names, with shares in basis points. */
    void cnames(String name, int one, int two) {
        List<WeightedAnswer> answers = new ArrayList<>();
        if (one > 0) {
            answers.add(new WeightedAnswer(new CdnId("one"), new Answer.Cname(new HostName("one.example.net")), one));
        }
        if (two > 0) {
            answers.add(new WeightedAnswer(new CdnId("two"), new Answer.Cname(new HostName("two.example.net")), two));
        }
        put(name, RecordType.CNAME, answers);
    }

    void addresses(String name, InetAddress... addresses) {
        put(
                name,
                RecordType.ADDRESS,
                List.of(new WeightedAnswer(new CdnId("one"), new Answer.Addresses(List.of(addresses)), 10_000)));
    }

    private void put(String name, RecordType type, List<WeightedAnswer> answers) {
        sequence++;
        SteeredName steered = SteeredName.of(name);
        RecordSet wanted = new RecordSet(
                steered, type, Duration.ofSeconds(30), answers, new Mark(OWNER, new Generation(1, sequence)));
        ReadResult.Read read = (ReadResult.Read) provider.read(steered, TIMEOUT);
        Proposal.Write write = (Proposal.Write) provider.plan(wanted, read.snapshot());
        WriteResult result = provider.apply(write.change(), TIMEOUT);
        if (!(result instanceof WriteResult.Accepted)) {
            throw new AssertionError("not accepted: " + result);
        }
    }

    SimpleResolver resolver() {
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", port()));
        resolver.setTimeout(TIMEOUT);
        return resolver;
    }

    Message ask(String name, int type) throws IOException {
        return resolver().send(query(name, type));
    }

    static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    @Override
    public void close() {
        server.close();
        vertx.close().await();
    }
}
