package dev.trimtab.controller.gateway;

import dev.trimtab.controller.cluster.Refusal;
import dev.trimtab.controller.cluster.VantageInlet;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.LinkCodec;
import dev.trimtab.core.observe.LinkMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One vantage's connection. All on its event loop, but for what says otherwise. */
final class VantageConnection {
    /** An agent sends one report a second, and at most ten when much changes. */
    static final int REPORTS_PER_SECOND = 20;

    /** As many as the relays take. */
    static final int SUSPICIONS_PER_SECOND = 50;

    /** An agent shows 40 at once, and five a second in the long run. */
    static final int EVIDENCE_PER_SECOND = 50;

    /** Beyond the rate for so many messages in a row, it is no agent of ours. */
    static final int OVER_RATE_MAX = 200;

    /** Of what waits to be sent; the largest assignment twice. */
    static final int WAITING_BYTES_MAX = 2 * Envelope.PAYLOAD_BYTES_MAX;

    /** WebSocket close codes (RFC 6455, 7.4.1). */
    static final short GOING_AWAY = 1001;

    static final short POLICY = 1008;

    /** RFC 6455: a control frame's payload is at most 125 bytes, of which the code takes two. */
    private static final int REASON_BYTES_MAX = 120;

    /** The agent's word for trouble of ours. */
    private static final String UNABLE = "UNAVAILABLE";

    private static final Logger LOG = LoggerFactory.getLogger(VantageConnection.class);

    private final VantageCertificate certificate;
    private final ServerWebSocket socket;
    private final VantageInlet inlet;
    private final LongSupplier nanos;
    private final Allowance reports;
    private final Allowance suspicions;
    private final Allowance evidence;
    private int overRate;
    private byte[] assigned = new byte[0];

    VantageConnection(VantageCertificate certificate, ServerWebSocket socket, VantageInlet inlet, LongSupplier nanos) {
        this.certificate = certificate;
        this.socket = socket;
        this.inlet = inlet;
        this.nanos = nanos;
        this.reports = new Allowance(REPORTS_PER_SECOND, REPORTS_PER_SECOND, nanos.getAsLong());
        this.suspicions = new Allowance(SUSPICIONS_PER_SECOND, SUSPICIONS_PER_SECOND, nanos.getAsLong());
        this.evidence = new Allowance(EVIDENCE_PER_SECOND, EVIDENCE_PER_SECOND, nanos.getAsLong());
    }

    VantageCertificate certificate() {
        return certificate;
    }

    void received(Buffer bytes) {
        Optional<LinkMessage> message = LinkCodec.decode(bytes.getBytes());
        if (message.isPresent() && message.get() instanceof LinkMessage.Carried carried) {
            // What is none of these is refused as the report that it is not.
            Envelope.Kind kind = Envelope.kind(carried.sealed()).orElse(Envelope.Kind.REPORT);
            Allowance allowance = switch (kind) {
                case SUSPICION -> suspicions;
                case EVIDENCE -> evidence;
                case REPORT, ASSIGNMENT, RELAYED_SUSPICION, LOOK_REQUEST -> reports;
            };
            if (!allowance.spend(nanos.getAsLong())) {
                tooMany(carried.id());
                return;
            }
            overRate = 0;
            switch (kind) {
                case SUSPICION -> inlet.suspect(certificate.vantage(), carried.sealed());
                case EVIDENCE -> inlet.show(certificate.vantage(), carried.sealed());
                case REPORT, ASSIGNMENT, RELAYED_SUSPICION, LOOK_REQUEST -> report(carried);
            }
        } else {
            // Nothing that an agent of ours sends.
            inlet.refused(certificate.vantage(), Refusal.MALFORMED, "it sends what is no message of the link");
            close(POLICY, "what you send is no message of " + LinkCodec.PROTOCOL);
        }
    }

    private void report(LinkMessage.Carried carried) {
        inlet.report(certificate.vantage(), carried.sealed()).thenAccept(result -> {
            switch (result) {
                case VantageInlet.Result.Taken taken -> send(new LinkMessage.Arrived(carried.id()));
                case VantageInlet.Result.Refused refused -> refuse(carried.id(), refused.why(), refused.reason());
                case VantageInlet.Result.Unable unable ->
                    send(new LinkMessage.Refused(carried.id(), UNABLE, unable.sentence()));
            }
        });
    }

    private void tooMany(long id) {
        String reason = "more than " + REPORTS_PER_SECOND + " reports, " + SUSPICIONS_PER_SECOND + " suspicions or "
                + EVIDENCE_PER_SECOND + " pieces of evidence a second";
        inlet.refused(certificate.vantage(), Refusal.RATE, reason);
        overRate++;
        if (overRate > OVER_RATE_MAX) {
            close(POLICY, reason);
        } else {
            refuse(id, Refusal.RATE, reason);
        }
    }

    private void refuse(long id, Refusal why, String reason) {
        if (id > 0) {
            send(new LinkMessage.Refused(id, why.name(), reason));
        }
    }

    /** Sends the assignment when it is another one than before; from any thread. */
    synchronized void assign() {
        inlet.assignment(certificate.vantage())
                .filter(bytes -> !Arrays.equals(bytes, assigned))
                .ifPresent(bytes -> {
                    assigned = bytes;
                    send(new LinkMessage.Carried(0, bytes));
                });
    }

    /** From any thread. */
    void suspected(byte[] sealed) {
        send(new LinkMessage.Carried(0, sealed));
    }

    /** Who does not read what we send is not waited for. From any thread. */
    private void send(LinkMessage message) {
        if (socket.isClosed()) {
            return;
        }
        if (socket.writeQueueFull()) {
            close(POLICY, "you do not read what we send");
            return;
        }
        socket.writeBinaryMessage(Buffer.buffer(LinkCodec.encode(message)));
    }

    /** From any thread, any number of times. */
    void close(short code, String reason) {
        if (!socket.isClosed()) {
            LOG.info("connection of vantage {} closed: {}", certificate.vantage(), reason);
            socket.close(code, reason.length() > REASON_BYTES_MAX ? reason.substring(0, REASON_BYTES_MAX) : reason);
        }
    }
}
