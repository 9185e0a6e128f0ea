package dev.trimtab.agent.probe;

import dev.trimtab.agent.probe.HttpProber.Hop;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** One request and its response on one connection. Lives on its connection's event loop. */
final class Exchange extends SimpleChannelInboundHandler<HttpObject> {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final LookInProgress look;
    private final Hop hop;
    private final Consumer<Response> judged;
    private final Consumer<Hop> followed;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Optional<X509Certificate> certificate = Optional.empty();
    private @Nullable HttpResponse head;
    private boolean interim;
    private boolean over;

    Exchange(LookInProgress look, Hop hop, Consumer<Response> judged, Consumer<Hop> followed) {
        this.look = look;
        this.hop = hop;
        this.judged = judged;
        this.followed = followed;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        look.connected();
        if (hop.tls().isEmpty()) {
            ask(context);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                look.encrypted();
                certificate = peerCertificate(context);
                ask(context);
            } else {
                tlsFailed(handshake.cause());
            }
        }
        super.userEventTriggered(context, event);
    }

    private void ask(ChannelHandlerContext context) {
        RequestSpec asked = look.check().request();
        String path = hop.path()
                .replace(
                        "{nonce}",
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        try {
            DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.valueOf(asked.method()), path, Unpooled.EMPTY_BUFFER);
            HttpHeaders headers = request.headers();
            headers.set(HttpHeaderNames.USER_AGENT, "trimtab-probe/1").set(HttpHeaderNames.ACCEPT, "*/*");
            asked.headers().forEach(headers::set);
            headers.set(HttpHeaderNames.HOST, asked.host()).set(HttpHeaderNames.CONNECTION, "close");
            look.asked();
            context.writeAndFlush(request);
        } catch (IllegalArgumentException wrong) {
            end(() -> look.finish(new Outcome.Blind(), "the request cannot be written: " + wrong.getMessage()));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (over) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            end(() -> look.finish(
                    new Outcome.Fail(FailureClass.PROTOCOL),
                    "not HTTP: " + part.decoderResult().cause().getMessage()));
            return;
        }
        if (part instanceof HttpResponse response) {
            // 100 and 103 announce the response; 101 would be one.
            interim = response.status().code() / 100 == 1 && response.status().code() != 101;
            if (!interim) {
                look.firstByte();
                head = response;
            }
        }
        if (part instanceof HttpContent content && !interim) {
            read(content.content());
        }
        boolean whole = part instanceof LastHttpContent && !interim;
        if (head != null && (whole || body.size() >= look.check().request().bodyBytesMax())) {
            answered(head);
        }
    }

    private void read(ByteBuf bytes) {
        int room = look.check().request().bodyBytesMax() - body.size();
        int taken = Math.min(room, bytes.readableBytes());
        byte[] copy = new byte[Math.max(0, taken)];
        bytes.readBytes(copy);
        body.writeBytes(copy);
    }

    private void answered(HttpResponse response) {
        end(() -> {
            Optional<String> next = redirect(response);
            if (next.isPresent()) {
                followed.accept(hop.to(next.orElseThrow()));
            } else {
                judged.accept(new Response(
                        response.status().code(),
                        lowerCase(response.headers()),
                        Buffer.buffer(body.toByteArray()),
                        certificate,
                        look.phases()));
            }
        });
    }

    /** The path of a redirect that may be followed: same scheme and host, since the address stays pinned. */
    private Optional<String> redirect(HttpResponse response) {
        String location = response.headers().get(HttpHeaderNames.LOCATION);
        if (hop.redirectsLeft() < 1
                || location == null
                || !REDIRECTS.contains(response.status().code())) {
            return Optional.empty();
        }
        try {
            RequestSpec asked = look.check().request();
            String scheme = asked.scheme().name().toLowerCase(Locale.ROOT);
            URI base = new URI(scheme + "://" + asked.host() + hop.path().replace("{nonce}", "0"));
            URI next = base.resolve(new URI(location));
            String query = next.getRawQuery() == null ? "" : "?" + next.getRawQuery();
            String path = next.getRawPath() == null || next.getRawPath().isEmpty() ? "/" : next.getRawPath();
            boolean same =
                    scheme.equalsIgnoreCase(next.getScheme()) && asked.host().equalsIgnoreCase(next.getAuthority());
            return same ? Optional.of(path + query) : Optional.empty();
        } catch (URISyntaxException nonsense) {
            // A Location that is no URL is judged as it is.
            return Optional.empty();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(() -> look.finish(
                new Outcome.Fail(FailureClass.PROTOCOL),
                head == null
                        ? "closed before a response"
                        : "closed within the body, after " + body.size() + " bytes, status "
                                + head.status().code()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof SSLException) {
            tlsFailed(root);
        } else if (root instanceof IOException) {
            end(() -> look.finish(new Outcome.Fail(FailureClass.CONNECT), String.valueOf(root.getMessage())));
        } else {
            end(() -> look.finish(new Outcome.Fail(FailureClass.PROTOCOL), "not HTTP: " + root));
        }
    }

    private void tlsFailed(Throwable cause) {
        if (cause instanceof IOException && !(cause instanceof SSLException)) {
            end(() ->
                    look.finish(new Outcome.Fail(FailureClass.CONNECT), "in the TLS handshake: " + cause.getMessage()));
            return;
        }
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String why = String.valueOf(deepest.getMessage());
        end(() -> look.finish(new Outcome.Fail(FailureClass.TLS), "TLS: " + why));
    }

    private void end(Runnable last) {
        if (!over) {
            over = true;
            last.run();
        }
    }

    private static Optional<X509Certificate> peerCertificate(ChannelHandlerContext context) {
        try {
            return context.pipeline()
                                    .get(SslHandler.class)
                                    .engine()
                                    .getSession()
                                    .getPeerCertificates()[0]
                            instanceof X509Certificate x509
                    ? Optional.of(x509)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            // The assertion on the certificate says that there is none.
            return Optional.empty();
        }
    }

    private static SortedMap<String, List<String>> lowerCase(HttpHeaders headers) {
        SortedMap<String, List<String>> map = new TreeMap<>();
        for (Map.Entry<String, String> header : headers) {
            map.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.getValue());
        }
        return map;
    }
}
