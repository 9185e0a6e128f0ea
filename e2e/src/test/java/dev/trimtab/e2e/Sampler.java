package dev.trimtab.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks an authoritative server from many source addresses, as that many resolvers would. */
final class Sampler {
    /** Enough to meet a target of 10 % with 98 % certainty, and few enough to ask several times a second. */
    static final int SOURCES = 40;

    private Sampler() {}

    /** How many sources are sent to each canonical name; one that gets no answer counts under {@code none}. */
    static SortedMap<String, Integer> answers(InetSocketAddress server, String name) {
        TreeMap<String, Integer> counted = new TreeMap<>();
        for (int source = 0; source < SOURCES; source++) {
            counted.merge(answer(server, name, source), 1, Integer::sum);
        }
        return counted;
    }

    private static String answer(InetSocketAddress server, String name, int source) {
        try {
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setTimeout(Duration.ofSeconds(2));
            resolver.setLocalAddress(InetAddress.getByName("127.7." + (source + 1) + ".1"));
            Message response =
                    resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), Type.CNAME, DClass.IN)));
            return response.getSection(Section.ANSWER).stream()
                    .filter(CNAMERecord.class::isInstance)
                    .map(record -> ((CNAMERecord) record).getTarget().toString(true))
                    .findFirst()
                    .orElse("none");
        } catch (IOException noAnswer) {
            return "none";
        }
    }
}
