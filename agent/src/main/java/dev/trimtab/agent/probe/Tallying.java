package dev.trimtab.agent.probe;

import dev.trimtab.agent.probe.DnsServers.Reply;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.FailureClass;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** Puts together what several DNS servers said of one name. */
final class Tallying {
    private final boolean authoritative;
    private final List<String> notes = new ArrayList<>();
    private final Map<FailureClass, Integer> failures = new EnumMap<>(FailureClass.class);
    private Optional<DnsAnswer> best = Optional.empty();
    private Optional<Message> referral = Optional.empty();
    private int well;
    private int ours;
    private String why = "";

    /** @param authoritative whether the servers are those of the name's zone: their silence and refusals are its own */
    Tallying(boolean authoritative) {
        this.authoritative = authoritative;
    }

    void add(Reply reply, Name name, int type) {
        String server = shown(reply.server());
        switch (reply) {
            case Reply.Said said -> said(server, said.message(), DnsAnswer.of(said.message(), name, type));
            case Reply.Silent silent -> failed(server, FailureClass.DNS_TIMEOUT, "no answer");
            case Reply.Unreachable unreachable -> {
                if (authoritative) {
                    failed(server, FailureClass.DNS_TIMEOUT, unreachable.why());
                } else {
                    ours(server, unreachable.why());
                }
            }
        }
    }

    private void said(String server, Message message, DnsAnswer answer) {
        answer.chain().forEach(line -> notes.add(server + ": " + line));
        if (answer.what() == DnsAnswer.What.REFERRAL && authoritative) {
            referral = referral.or(() -> Optional.of(message));
            notes.add(server + ": refers to others");
        } else if (answer.what() == DnsAnswer.What.REFUSED && !authoritative) {
            ours(server, "refuses to resolve for us");
        } else if (answer.what() == DnsAnswer.What.ALIAS && !authoritative) {
            failed(server, FailureClass.NODATA, "an alias without an address");
        } else if (answer.failure().isPresent()) {
            failed(server, answer.failure().get(), answer.what().name());
        } else {
            well++;
            best = best.or(() -> Optional.of(answer));
        }
    }

    private void failed(String server, FailureClass failure, String words) {
        failures.merge(failure, 1, Integer::sum);
        note(server, words);
    }

    private void ours(String server, String words) {
        ours++;
        note(server, words);
    }

    private void note(String server, String words) {
        notes.add(server + ": " + words);
        why = why.isEmpty() ? words + " from " + server : why;
    }

    List<String> notes() {
        return notes;
    }

    /** Of those that answered well, the first. */
    Optional<DnsAnswer> best() {
        return best;
    }

    /** Whom else to ask, when nobody knew. */
    Optional<Message> referral() {
        return failures.isEmpty() ? referral : Optional.empty();
    }

    /** The majority's word; a minority that fails is no outage, and is told. */
    DnsFound found() {
        int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
        Optional<FailureClass> most =
                failures.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
        if (well + failed == 0) {
            return new DnsFound(new Outcome.Blind(), "none of " + ours + " resolvers can be used: " + why, notes);
        }
        String words = best.map(answer -> String.join(", ", answer.chain())).orElse("");
        if (failed == 0 || most.isEmpty()) {
            return new DnsFound(new Outcome.Pass(), words, notes);
        }
        String some = failed + " of " + (well + failed) + " servers: " + why;
        return failed * 2 > well + failed
                ? new DnsFound(new Outcome.Fail(most.get()), some, notes)
                : new DnsFound(new Outcome.Degraded(most.get()), some + "; others: " + words, notes);
    }

    private static String shown(InetSocketAddress server) {
        return server.getAddress().getHostAddress() + (server.getPort() == 53 ? "" : ":" + server.getPort());
    }
}
