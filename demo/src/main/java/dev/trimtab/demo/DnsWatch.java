package dev.trimtab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks the authoritative server the same question from many source addresses, again and again. Answers are handed out by
 * a hash of the source, so that the sources' answers together show the shares. Needs all of 127.0.0.0/8 to be local, as it
 * is on Linux.
 */
final class DnsWatch implements AutoCloseable {
    /** One share point is two sources; a sweep takes a few hundredths of a second. */
    static final int SOURCES = 200;

    /** Fine enough to time a shift, coarse enough to leave the processor to the ones that are watched. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

    /** So many silent sources in a row say that the server is away: the rest would only wait for it. */
    private static final int SILENT_MAX = 3;

    /** Some minutes of sweeps. */
    private static final int HISTORY_MAX = 4_000;

    private final InetSocketAddress server;
    private final Record question;
    private final Deque<Sweep> history = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean closed;

    DnsWatch(InetSocketAddress server, String name) {
        this.server = server;
        this.question = Record.newRecord(absolute(name), Type.A, DClass.IN);
        this.thread = Thread.ofPlatform().daemon().name("dns-watch").unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    Optional<Sweep> latest() {
        synchronized (history) {
            return Optional.ofNullable(history.peekLast());
        }
    }

    /** The earliest remembered sweep that began at or after the instant and satisfies the condition. */
    Optional<Sweep> firstSince(Instant since, Predicate<Sweep> condition) {
        return since(since).stream().filter(condition).findFirst();
    }

    /** All remembered sweeps that began at or after the instant, oldest first. */
    List<Sweep> since(Instant since) {
        synchronized (history) {
            return history.stream()
                    .filter(sweep -> !sweep.began().isBefore(since))
                    .toList();
        }
    }

    /** Asks every source once, now. */
    Sweep sweep() {
        Instant began = Instant.now();
        SortedMap<String, Integer> answers = new TreeMap<>();
        int silentInARow = 0;
        for (int source = 0; source < SOURCES && silentInARow < SILENT_MAX; source++) {
            Optional<String> answer = ask(source);
            silentInARow = answer.isPresent() ? 0 : silentInARow + 1;
            answer.ifPresent(target -> answers.merge(target, 1, Integer::sum));
        }
        int answered = answers.values().stream().mapToInt(Integer::intValue).sum();
        return new Sweep(began, Instant.now(), answers, SOURCES - answered);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    /** Sources in networks of their own, so that a server that looks at the subnet tells them apart. */
    static String address(int source) {
        return "127." + (1 + source / 100) + "." + (1 + source % 100) + ".1";
    }

    private void watch() {
        try {
            while (!closed) {
                Sweep sweep = sweep();
                synchronized (history) {
                    history.addLast(sweep);
                    if (history.size() > HISTORY_MAX) {
                        history.removeFirst();
                    }
                }
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> ask(int source) {
        try {
            SimpleResolver resolver = new SimpleResolver(server);
            resolver.setLocalAddress(new InetSocketAddress(InetAddress.getByName(address(source)), 0));
            resolver.setTimeout(ANSWER_MAX);
            return target(resolver.send(Message.newQuery(question)));
        } catch (IOException silent) {
            return Optional.empty();
        }
    }

    private Optional<String> target(Message answer) {
        List<String> targets = new ArrayList<>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record instanceof CNAMERecord alias && record.getName().equals(question.getName())) {
                targets.add(alias.getTarget().toString(true));
            }
        }
        return targets.stream().findFirst();
    }

    private static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException bug) {
            throw new IllegalArgumentException("not a DNS name: " + name, bug);
        }
    }
}
