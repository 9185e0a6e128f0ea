package dev.trimtab.agent.probe;

import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.RequestSpec.Protocol;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * A connection from its opening to its end: TCP, TLS, and then the version of HTTP that both sides speak. Stands behind all
 * other handlers of the connection, and names whatever goes wrong with it.
 */
final class Opening extends ChannelInboundHandlerAdapter {
    /** RFC 9112 asks for at least 8000 bytes of request line; a status line is no longer. */
    private static final int STATUS_LINE_BYTES_MAX = 8 * 1024;

    private static final int HEADER_BYTES_MAX = 64 * 1024;

    private static final int CHUNK_BYTES_MAX = 16 * 1024;

    private final LookInProgress look;
    private final Hop hop;
    private final Receiving receiving;
    private final Consumer<Response> judged;

    Opening(LookInProgress look, Hop hop, Receiving receiving, Consumer<Response> judged) {
        this.look = look;
        this.hop = hop;
        this.receiving = receiving;
        this.judged = judged;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        look.connected();
        if (look.check().kind() == ProbeKind.TCP) {
            judged.accept(Response.none(PeerCertificates.NONE, look.phases()));
        } else if (hop.tls().isEmpty()) {
            speakHttp1(context);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                encrypted(context);
            } else {
                tlsFailed(handshake.cause());
            }
        }
        super.userEventTriggered(context, event);
    }

    private void encrypted(ChannelHandlerContext context) {
        PeerCertificates certificates = PeerCertificates.of(
                context, hop.tls().map(TrustProfiles.Trust.Ready::profiles).orElse(List.of()));
        look.encrypted(certificates);
        if (look.check().kind() == ProbeKind.TLS) {
            judged.accept(Response.none(certificates, look.phases()));
            return;
        }
        String negotiated = context.pipeline().get(SslHandler.class).applicationProtocol();
        List<Protocol> wanted = look.check().request().protocols();
        if (ApplicationProtocolNames.HTTP_2.equals(negotiated)) {
            context.pipeline().addBefore(context.name(), "exchange", Http2Exchange.of(receiving, HEADER_BYTES_MAX));
        } else if (wanted.equals(List.of(Protocol.H2))) {
            receiving.broken(FailureClass.PROTOCOL, "does not speak HTTP/2");
        } else {
            speakHttp1(context);
        }
    }

    private void speakHttp1(ChannelHandlerContext context) {
        context.pipeline()
                .addBefore(
                        context.name(),
                        "http1",
                        new HttpClientCodec(STATUS_LINE_BYTES_MAX, HEADER_BYTES_MAX, CHUNK_BYTES_MAX))
                .addBefore(context.name(), "exchange", new Http1Exchange(receiving));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        receiving.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        switch (root) {
            case SSLException tls -> tlsFailed(tls);
            case Http2Exception http2 -> receiving.broken(FailureClass.PROTOCOL, "HTTP/2: " + http2.getMessage());
            case IOException io -> receiving.broken(FailureClass.CONNECT, String.valueOf(io.getMessage()));
            default -> receiving.broken(FailureClass.PROTOCOL, "not HTTP: " + root);
        }
    }

    private void tlsFailed(Throwable cause) {
        if (cause instanceof IOException && !(cause instanceof SSLException)) {
            receiving.broken(FailureClass.CONNECT, "in the TLS handshake: " + cause.getMessage());
            return;
        }
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        receiving.broken(FailureClass.TLS, "TLS: " + deepest.getMessage());
    }
}
