package dev.trimtab.e2e;

import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * A client that asks for a name without a pause, and goes on to the next server when one does not answer, as a resolver
 * would. Of each server it notes which plan it answers from, by its mark: an older one after a newer one is a step back.
 */
final class Asker implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(25);

    private final List<InetSocketAddress> servers;
    private final Name name;
    private final Name mark;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong asked = new AtomicLong();
    private final ConcurrentLinkedQueue<String> unanswered = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> stepsBack = new ConcurrentLinkedQueue<>();
    private final Set<String> answers = ConcurrentHashMap.newKeySet();
    private final Map<InetSocketAddress, Generation> newest = new ConcurrentHashMap<>();

    Asker(List<InetSocketAddress> servers, String name) {
        this.servers = List.copyOf(servers);
        this.name = Name.fromConstantString(name);
        this.mark = Name.fromConstantString("_trimtab." + name);
        thread.scheduleAtFixedRate(this::turn, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Questions so far; each went to as many servers as it took. */
    long asked() {
        return asked.get();
    }

    /** Questions that no server answered. */
    List<String> unanswered() {
        return List.copyOf(unanswered);
    }

    List<String> stepsBack() {
        return List.copyOf(stepsBack);
    }

    /** All answers so far. */
    Set<String> answers() {
        return Set.copyOf(answers);
    }

    private void turn() {
        int first = (int) (asked.getAndIncrement() % servers.size());
        StringBuilder why = new StringBuilder();
        for (int i = 0; i < servers.size(); i++) {
            InetSocketAddress server = servers.get((first + i) % servers.size());
            try {
                answers.add(answer(server));
                noteMark(server);
                return;
            } catch (IOException none) {
                why.append(server).append(": ").append(none).append("; ");
            }
        }
        unanswered.add("question " + asked.get() + ": " + why);
    }

    private String answer(InetSocketAddress server) throws IOException {
        Message response = ask(server, name, Type.CNAME);
        return response.getSection(Section.ANSWER).stream()
                .filter(CNAMERecord.class::isInstance)
                .map(record -> ((CNAMERecord) record).getTarget().toString(true))
                .findFirst()
                .orElse(Rcode.string(response.getRcode()));
    }

    private void noteMark(InetSocketAddress server) throws IOException {
        generation(ask(server, mark, Type.TXT)).ifPresent(now -> {
            Generation before = newest.merge(server, now, (old, next) -> next.compareTo(old) > 0 ? next : old);
            if (before.compareTo(now) > 0) {
                stepsBack.add(server + " answered plan " + now + " after plan " + before);
            }
        });
    }

    /** The plan that a server answers from. */
    static Optional<Generation> generation(InetSocketAddress server, String name) {
        try {
            return generation(ask(server, Name.fromConstantString("_trimtab." + name), Type.TXT));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static Optional<Generation> generation(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(TXTRecord.class::isInstance)
                .flatMap(record -> Mark.parse(String.join("", ((TXTRecord) record).getStrings())).stream())
                .map(Mark::generation)
                .findFirst();
    }

    private static Message ask(InetSocketAddress server, Name name, int type) throws IOException {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(Duration.ofSeconds(3));
        return resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
