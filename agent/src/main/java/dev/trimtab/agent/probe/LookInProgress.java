package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.FailureClass;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One look under way: its clock, its phases, its connection, and the one result that it will have. Called by a resolving
 * thread first and by one event loop afterwards, and by the timer at any time.
 */
final class LookInProgress {
    private static final int DETAIL_CHARACTERS_MAX = 200;

    private final Check check;
    private final Look.Turn turn;
    private final long startNanos;
    private final CompletableFuture<Look> result = new CompletableFuture<>();

    private String doing = "starting";
    private boolean waiting;
    private long phaseNanos;
    private int dnsMicros;
    private int connectMicros;
    private int tlsMicros;
    private int firstByteMicros;
    private @Nullable Channel channel;

    LookInProgress(Check check, Look.Turn turn, long startNanos) {
        this.check = check;
        this.turn = turn;
        this.startNanos = startNanos;
        this.phaseNanos = startNanos;
    }

    Check check() {
        return check;
    }

    CompletableFuture<Look> result() {
        return result;
    }

    /** The host without a port: SNI, and the name that the certificate must be for. */
    String sni() {
        String host = check.request().host();
        int colon = host.lastIndexOf(':');
        return colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
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
        enter("connecting");
    }

    synchronized void connected() {
        connectMicros = lap();
        enter("in the TLS handshake");
    }

    synchronized void encrypted() {
        tlsMicros = lap();
    }

    synchronized void asked() {
        enter("waiting for the first byte");
    }

    synchronized void firstByte() {
        firstByteMicros = lap();
        enter("reading the body");
    }

    synchronized Phases phases() {
        return new Phases(dnsMicros, connectMicros, tlsMicros, firstByteMicros, micros(startNanos));
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

    /** A look that still waits for a free resolver thread has said nothing of the target. */
    void outOfTime() {
        if (result.isDone()) {
            return;
        }
        String phase;
        boolean ourFault;
        synchronized (this) {
            phase = doing;
            ourFault = waiting;
        }
        if (ourFault) {
            finish(new Outcome.Blind(), "no resolver thread was free in " + budget());
        } else {
            finish(new Outcome.Fail(FailureClass.TIMEOUT), "after " + budget() + " still " + phase);
        }
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
        synchronized (this) {
            mine = channel;
        }
        String words = detail
                + (mine != null && mine.remoteAddress() instanceof InetSocketAddress at
                        ? " at " + at.getAddress().getHostAddress() + ":" + at.getPort()
                        : "");
        String shown = words.length() <= DETAIL_CHARACTERS_MAX ? words : words.substring(0, DETAIL_CHARACTERS_MAX);
        result.complete(new Look(check.id(), turn, outcome, phases(), printable(shown)));
        if (mine != null) {
            mine.close();
        }
    }

    private String budget() {
        return check.detect().timeout().toMillis() + " ms";
    }

    private void enter(String what) {
        doing = what;
        phaseNanos = System.nanoTime();
    }

    private int lap() {
        return micros(phaseNanos);
    }

    private static int micros(long sinceNanos) {
        return (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - sinceNanos) / 1_000);
    }

    /** A server's words end up in terminals: nothing but visible characters leaves here. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
