package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.FailureClass;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One look under way: its clock, its phases, its connection, and the one result that it will have. Called by a resolving
 * thread first and by one event loop afterwards, and by the timer at any time.
 */
final class LookInProgress {
    private static final int DETAIL_CHARACTERS_MAX = 200;

    /** A loop that was behind for so long in all, or for a quarter of the budget, has spoiled what is told by time. */
    static final long SPOILING_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(50);

    private final Check check;
    private final Look.Turn turn;
    private final LoopWatch watch;
    private final InstantSource clock;
    private final CompletableFuture<Sight> result = new CompletableFuture<>();

    private String doing = "starting";
    private boolean waiting;
    private boolean answered;
    private long phaseNanos = System.nanoTime();
    private long networkNanos;
    private long behindNanos;
    private int dnsMicros;
    private int connectMicros;
    private int tlsMicros;
    private int firstByteMicros;
    private @Nullable Channel channel;
    private String address = "";
    private SortedMap<String, String> secrets = new TreeMap<>();
    private String protocol = "";
    private PeerCertificates certificates = PeerCertificates.NONE;
    private Optional<Response> response = Optional.empty();

    LookInProgress(Check check, Look.Turn turn, LoopWatch watch, InstantSource clock) {
        this.check = check;
        this.turn = turn;
        this.watch = watch;
        this.clock = clock;
    }

    Check check() {
        return check;
    }

    LoopWatch watch() {
        return watch;
    }

    CompletableFuture<Sight> result() {
        return result;
    }

    /** The host without a port: SNI, and the name that the certificate must be for. */
    String sni() {
        String host = check.request().host();
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
    }

    /** Values of headers that nobody may see. */
    synchronized void secrets(SortedMap<String, String> values) {
        secrets = values;
    }

    synchronized SortedMap<String, String> secrets() {
        return secrets;
    }

    synchronized void waiting() {
        waiting = true;
    }

    synchronized void resolving() {
        waiting = false;
        enter("resolving");
    }

    synchronized void resolved() {
        dnsMicros = lap();
    }

    synchronized void connecting() {
        answered = false;
        enter("connecting");
    }

    synchronized void connected() {
        connectMicros = lap();
        if (channel != null && channel.remoteAddress() instanceof InetSocketAddress at) {
            address = at.getAddress().getHostAddress() + ":" + at.getPort();
        }
        enter("in the TLS handshake");
    }

    synchronized void encrypted(PeerCertificates by) {
        tlsMicros = lap();
        certificates = by;
    }

    synchronized PeerCertificates certificates() {
        return certificates;
    }

    /** @param spoken name of the protocol */
    synchronized void asked(String spoken) {
        protocol = spoken;
        enter("waiting for the first byte");
    }

    synchronized void firstByte() {
        firstByteMicros = lap();
        enter("reading the body");
    }

    /** All has come that is wanted: nothing more is read, and what is left is ours to do. */
    void answered() {
        Channel mine;
        synchronized (this) {
            lap();
            answered = true;
            mine = channel;
        }
        if (mine != null) {
            mine.close();
        }
    }

    synchronized void judged(Response judged) {
        response = Optional.of(judged);
    }

    synchronized Phases phases() {
        return new Phases(dnsMicros, connectMicros, tlsMicros, firstByteMicros, micros(networkNanos));
    }

    /** Takes over a new connection; one that comes after the end is closed at once. */
    void using(Channel fresh) {
        synchronized (this) {
            channel = fresh;
        }
        if (result.isDone()) {
            fresh.close();
        }
    }

    /**
     * On the loop, when the budget is spent. A look that still waits for a free resolver thread has said nothing of the target;
     * neither has one whose answer may lie before a loop that is behind.
     *
     * @return how long to wait for the loop to catch up, once; 0 when it is over
     */
    long outOfTime(boolean again) {
        if (result.isDone()) {
            return 0;
        }
        String phase;
        boolean ourFault;
        long behind = watch.behindNanos();
        synchronized (this) {
            if (answered) {
                return 0;
            }
            phase = doing;
            ourFault = waiting;
            behindNanos += behind;
        }
        if (ourFault) {
            finish(new Outcome.Blind(), "no resolver thread was free in " + budget());
            return 0;
        }
        if (behind > 0 && !again) {
            return Math.min(2 * behind, TimeUnit.SECONDS.toNanos(1));
        }
        finish(new Outcome.Fail(FailureClass.TIMEOUT), "after " + budget() + " still " + phase);
        return 0;
    }

    void notConnected(Throwable cause) {
        if (cause instanceof BindException || cause instanceof ChannelException) {
            finish(new Outcome.Blind(), "this machine cannot connect: " + cause.getMessage());
        } else {
            finish(new Outcome.Fail(FailureClass.CONNECT), String.valueOf(cause.getMessage()));
        }
    }

    /** The first call decides; later ones are echoes of the closing connection. */
    void finish(Outcome outcome, String detail) {
        Channel mine;
        boolean spoiled;
        synchronized (this) {
            mine = channel;
            if (response.isEmpty()) {
                lap();
            }
            spoiled = behindNanos
                    > Math.max(SPOILING_NANOS_MIN, check.detect().timeout().toNanos() / 4);
        }
        String at;
        synchronized (this) {
            at = address;
        }
        String words = detail + (at.isEmpty() ? "" : " at " + at);
        Outcome seen = outcome;
        Phases phases = phases();
        if (spoiled) {
            // What does not depend on time was seen all the same.
            phases = Phases.NONE;
            if (toldByTime(outcome)) {
                seen = new Outcome.Blind();
                words = "our own event loop was " + behindNanos / 1_000_000 + " ms behind: " + words;
            }
        }
        String shown = words.length() <= DETAIL_CHARACTERS_MAX ? words : words.substring(0, DETAIL_CHARACTERS_MAX);
        Look look = new Look(check.id(), turn, seen, phases, Redaction.visible(shown));
        result.complete(new Sight(look, () -> evidence(look)));
        if (mine != null) {
            mine.close();
        }
    }

    private synchronized LookEvidence evidence(Look look) {
        return Showing.of(look, clock.instant(), address, protocol, certificates, response, secrets.values());
    }

    private static boolean toldByTime(Outcome outcome) {
        FailureClass of = switch (outcome) {
            case Outcome.Fail fail -> fail.failureClass();
            case Outcome.Degraded degraded -> degraded.failureClass();
            case Outcome.Pass pass -> FailureClass.STATUS;
            case Outcome.Blind blind -> FailureClass.STATUS;
        };
        return of == FailureClass.TIMEOUT || of == FailureClass.LATENCY;
    }

    private String budget() {
        return check.detect().timeout().toMillis() + " ms";
    }

    private void enter(String what) {
        doing = what;
        phaseNanos = System.nanoTime();
    }

    /** The time since the phase began, without what may have been spent in our own queue. */
    private int lap() {
        long nanos = System.nanoTime() - phaseNanos;
        long behind = watch.loop().inEventLoop() ? Math.min(nanos, watch.behindNanos()) : 0;
        behindNanos += behind;
        networkNanos += nanos - behind;
        phaseNanos += nanos;
        // 0 is a phase that did not happen.
        return Math.max(1, micros(nanos - behind));
    }

    private static int micros(long nanos) {
        return (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
    }
}
