package dev.trimtab.chaos.watch;

import dev.trimtab.chaos.history.Entry;
import dev.trimtab.chaos.history.History;
import dev.trimtab.chaos.stage.Stage;
import dev.trimtab.core.records.Mark;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Asks one server for its names all the time, from many addresses and one after the other, so that the order of what it
 * answers is known. Its pace is about 50 questions a second.
 */
public final class AnswerWatch implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long PAUSE_MILLIS = 120;
    private static final String SUFFIX = ".example.net.";

    private final Stage stage;
    private final History history;
    private final String server;
    private final List<String> names;
    private final List<String> sources;

    /** @param sources addresses of ours to ask from: answers follow a hash of them */
    public AnswerWatch(Stage stage, History history, String server, List<String> names, List<String> sources) {
        this.stage = stage;
        this.history = history;
        this.server = server;
        this.names = List.copyOf(names);
        this.sources = List.copyOf(sources);
    }

    /** Until its thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                for (String name : names) {
                    look(name);
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(String name) {
        long at = history.now();
        Optional<Entry> seen = seen(name, at);
        history.add(seen.orElseGet(() -> new Entry.Unanswered(at, server, name)));
    }

    /** Empty when a question was not answered. */
    private Optional<Entry> seen(String name, long at) {
        try {
            String before = mark(name);
            TreeSet<String> cdns = new TreeSet<>();
            for (String source : sources) {
                for (Record record : ask(name, Type.CNAME, source).getSection(Section.ANSWER)) {
                    if (record instanceof CNAMERecord cname) {
                        String target = cname.getTarget().toString();
                        cdns.add(
                                target.endsWith(SUFFIX)
                                        ? target.substring(0, target.length() - SUFFIX.length())
                                        : target);
                    }
                }
            }
            String after = mark(name);
            return Optional.of(
                    new Entry.Answered(at, history.now(), server, name, before, new ArrayList<>(cdns), after));
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    private String mark(String name) throws IOException {
        Message answer = ask("_trimtab." + name, Type.TXT, sources.get(0));
        return answer.getSection(Section.ANSWER).stream()
                .filter(TXTRecord.class::isInstance)
                .map(record -> String.join("", ((TXTRecord) record).getStrings()))
                .flatMap(text -> Mark.parse(text).stream())
                .map(mark -> mark.generation().toString())
                .findFirst()
                .orElse("");
    }

    private Message ask(String name, int type, String source) throws IOException {
        SimpleResolver resolver = new SimpleResolver(stage.dns(server));
        resolver.setTimeout(PATIENCE);
        resolver.setLocalAddress(InetAddress.getByName(source));
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
        query.getHeader().unsetFlag(Flags.RD);
        Message answer = resolver.send(query);
        if (!answer.getHeader().getFlag(Flags.AA)) {
            throw new IOException(server + " does not answer for the zone of " + name);
        }
        return answer;
    }
}
