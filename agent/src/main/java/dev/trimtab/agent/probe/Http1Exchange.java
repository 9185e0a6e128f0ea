package dev.trimtab.agent.probe;

import dev.trimtab.core.spec.FailureClass;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/** One request and its response over HTTP/1.1 (RFC 9112). */
final class Http1Exchange extends SimpleChannelInboundHandler<HttpObject> {
    private final Receiving receiving;
    private boolean interim;

    Http1Exchange(Receiving receiving) {
        this.receiving = receiving;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        try {
            DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1,
                    HttpMethod.valueOf(receiving.look().check().request().method()),
                    receiving.freshPath(),
                    Unpooled.EMPTY_BUFFER);
            HttpHeaders headers = request.headers();
            receiving.asked().forEach(headers::set);
            headers.set(HttpHeaderNames.HOST, receiving.look().check().request().host())
                    .set(HttpHeaderNames.CONNECTION, "close");
            receiving.look().asked("HTTP/1.1");
            context.writeAndFlush(request);
        } catch (IllegalArgumentException wrong) {
            receiving.cannotAsk(wrong.getClass().getSimpleName());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (receiving.over()) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            receiving.broken(
                    FailureClass.PROTOCOL,
                    "not HTTP: " + part.decoderResult().cause().getMessage());
            return;
        }
        if (part instanceof HttpResponse response) {
            // 100 and 103 announce the response; 101 would be one.
            interim = response.status().code() / 100 == 1 && response.status().code() != 101;
            if (!interim) {
                receiving.head(response.status().code(), response.headers());
            }
        }
        if (part instanceof HttpContent content && !interim) {
            receiving.data(content.content());
        }
        if (part instanceof LastHttpContent && !interim && receiving.hasHead()) {
            receiving.whole();
        }
    }
}
