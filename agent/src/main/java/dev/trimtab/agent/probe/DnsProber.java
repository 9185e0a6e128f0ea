package dev.trimtab.agent.probe;

import dev.trimtab.agent.probe.DnsServers.Reply;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Looks at a target's DNS: through several recursive resolvers, or straight at the servers of its zone and of every zone that
 * its chain of aliases leads to (R5). That there is no such name, no address, no answer, or an answer that says nothing are four
 * outcomes.
 */
final class DnsProber implements Prober {
    static final int PORT = 53;

    /** Looks that wait for DNS servers at a time. */
    private static final int LOOKS_MAX = 64;

    /** A longer chain is a loop. */
    private static final int HOPS_MAX = 8;

    private final AllowedRanges allowed;
    private final InstantSource clock;
    private final AssertionJudge judge = new AssertionJudge();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("dns-", 0).factory());
    private final Semaphore room = new Semaphore(LOOKS_MAX);
    private final DnsServers asking = new DnsServers(threads);
    private final Delegations delegations;
    private final Supplier<List<InetSocketAddress>> machines;

    DnsProber(AllowedRanges allowed, InstantSource clock) {
        // Asked for at each look: what a machine is told of its resolvers changes.
        this(allowed, clock, PORT, () -> ResolverConfig.getCurrentConfig().servers());
    }

    /**
     * @param port where authoritative servers that delegations name listen
     * @param machines the machine's own resolvers, which are its owner's choice, wherever they stand
     */
    DnsProber(AllowedRanges allowed, InstantSource clock, int port, Supplier<List<InetSocketAddress>> machines) {
        this.allowed = allowed;
        this.clock = clock;
        this.machines = machines;
        this.delegations = new Delegations(asking, allowed, port);
    }

    @Override
    public CompletableFuture<Sight> look(Check check, Look.Turn turn) {
        CompletableFuture<Sight> result = new CompletableFuture<>();
        Duration timeout = check.detect().timeout();
        if (!room.tryAcquire()) {
            result.complete(sight(
                    check,
                    turn,
                    new DnsFound(
                            new Outcome.Blind(), "more than " + LOOKS_MAX + " looks at DNS are under way", List.of()),
                    0));
            return result;
        }
        result.whenComplete((ended, bug) -> room.release());
        long began = System.nanoTime();
        try {
            threads.execute(() -> {
                DnsFound found;
                try {
                    found = look(check, began);
                } catch (IOException | RuntimeException wrong) {
                    found = new DnsFound(new Outcome.Blind(), "cannot look: " + wrong.getMessage(), List.of());
                }
                long micros = (System.nanoTime() - began) / 1_000;
                result.complete(sight(check, turn, judged(check, found, micros), micros));
            });
        } catch (RejectedExecutionException closing) {
            result.complete(sight(check, turn, new DnsFound(new Outcome.Blind(), "the agent is ending", List.of()), 0));
        }
        // Servers are given up well within it; a machine that is busy is no fault of theirs.
        return result.completeOnTimeout(
                sight(
                        check,
                        turn,
                        new DnsFound(new Outcome.Blind(), "this machine was not done in time", List.of()),
                        0),
                timeout.plusMillis(timeout.toMillis() / 4).toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private DnsFound look(Check check, long began) throws IOException {
        if (!(check.answer() instanceof Answer.Cname cname)) {
            return new DnsFound(new Outcome.Blind(), "addresses that are handed out have no DNS", List.of());
        }
        Name name;
        try {
            name = Name.fromString(cname.host().value() + ".");
        } catch (TextParseException noName) {
            return new DnsFound(new Outcome.Blind(), cname.host() + " is no DNS name", List.of());
        }
        int type = check.id().family() == CheckId.Family.V4 ? Type.A : Type.AAAA;
        List<InetSocketAddress> given = new ArrayList<>();
        for (String server : check.request().servers()) {
            InetSocketAddress address = DnsServers.parse(server, PORT);
            if (!allowed.permits(address.getAddress())) {
                return new DnsFound(
                        new Outcome.Blind(),
                        address.getAddress().getHostAddress() + " is not a public address; " + AllowedRanges.SETTING
                                + " would allow it",
                        List.of());
            }
            given.add(address);
        }
        return check.kind() == ProbeKind.DNS_RECURSIVE
                ? recursive(given.isEmpty() ? machines.get() : given, name, type, left(check, began))
                : authoritative(check, given, name, type, began);
    }

    /** What is left of the budget, with some of it kept for saying so. */
    private static Duration left(Check check, long began) {
        long most = check.detect().timeout().toNanos() * 9 / 10;
        return Duration.ofNanos(Math.max(1_000_000, most - (System.nanoTime() - began)));
    }

    private DnsFound recursive(List<InetSocketAddress> resolvers, Name name, int type, Duration most) {
        Tallying tallying = new Tallying(false);
        asking.ask(resolvers, name, type, true, most).forEach(reply -> tallying.add(reply, name, type));
        return tallying.found();
    }

    private DnsFound authoritative(Check check, List<InetSocketAddress> given, Name name, int type, long began) {
        List<InetSocketAddress> resolvers = machines.get();
        List<String> notes = new ArrayList<>();
        Name at = name;
        boolean referred = false;
        // A look may ask at several places in turn: none of them may spend it all.
        Duration each = check.detect().timeout().dividedBy(3);
        List<InetSocketAddress> servers = given.isEmpty() ? delegations.of(at, resolvers, each) : given;
        for (int hop = 0; hop < HOPS_MAX; hop++) {
            if (servers.isEmpty()) {
                return new DnsFound(
                        new Outcome.Blind(), "our resolvers name no servers of " + at + " that we may ask", notes);
            }
            Duration left = left(check, began);
            Tallying tallying = new Tallying(true);
            List<Reply> replies =
                    asking.ask(servers, at, type, false, left.compareTo(each) < 0 ? left : each.multipliedBy(2));
            for (Reply reply : replies) {
                tallying.add(reply, at, type);
            }
            notes.addAll(tallying.notes());
            Optional<DnsAnswer> best = tallying.best();
            Optional<Message> referral = tallying.referral();
            if (best.isEmpty() && referral.isPresent()) {
                servers = delegations.referred(referral.get(), resolvers, each);
                referred = true;
                continue;
            }
            boolean ends = best.isEmpty()
                    || best.get().what() == DnsAnswer.What.ADDRESSES
                    || best.get().onwards().isEmpty()
                    || !given.isEmpty();
            DnsFound found = tallying.found();
            if (ends || found.outcome() instanceof Outcome.Fail) {
                return new DnsFound(found.outcome(), found.detail(), notes);
            }
            at = best.get().onwards().get();
            referred = false;
            servers = delegations.of(at, resolvers, each);
        }
        return new DnsFound(
                new Outcome.Fail(referred ? FailureClass.SERVFAIL : FailureClass.NODATA),
                "more than " + HOPS_MAX + " aliases or referrals, and no end at " + at,
                notes);
    }

    /** Broken timing assertions count as with every look. */
    private DnsFound judged(Check check, DnsFound found, long micros) {
        if (!(found.outcome() instanceof Outcome.Pass)) {
            return found;
        }
        List<Assertion> timing = check.assertions().stream()
                .filter(Assertion.Timing.class::isInstance)
                .toList();
        AssertionJudge.Judgement judgement = judge.judge(
                Response.none(PeerCertificates.NONE, phases(micros)),
                timing,
                check.id().host().value(),
                clock.instant());
        return judgement.outcome() instanceof Outcome.Pass
                ? found
                : new DnsFound(judgement.outcome(), judgement.detail() + "; " + found.detail(), found.notes());
    }

    private static Phases phases(long micros) {
        int dns = (int) Math.min(Integer.MAX_VALUE, micros);
        return new Phases(dns, 0, 0, 0, dns);
    }

    private Sight sight(Check check, Look.Turn turn, DnsFound found, long micros) {
        String words = Redaction.visible(found.detail());
        Look look = new Look(
                check.id(),
                turn,
                found.outcome(),
                phases(micros),
                words.length() <= 200 ? words : words.substring(0, 200));
        return new Sight(
                look,
                () -> new LookEvidence(
                        look,
                        clock.instant(),
                        "",
                        "DNS",
                        new TreeMap<>(),
                        List.of(),
                        found.notes().stream().map(Redaction::visible).toList(),
                        "",
                        Optional.empty()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
