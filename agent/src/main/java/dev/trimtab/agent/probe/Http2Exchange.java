package dev.trimtab.agent.probe;

import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request and its response over HTTP/2 (RFC 9113), on the first stream of a connection of its own. */
final class Http2Exchange extends Http2ConnectionHandler {
    /** Answers to frames of control that may wait: whoever asks for more does not read. */
    private static final int CONTROL_FRAMES_WAITING_MAX = 64;

    private static final int EMPTY_DATA_FRAMES_MAX = 16;

    /** Frames that are neither head nor body: settings, pings and the like that come without end. */
    private static final int OTHER_FRAMES_MAX = 1_000;

    /** The first stream of a client. */
    private static final int STREAM = 1;

    /** What belongs to connections of HTTP/1.1 and may not stand here (RFC 9113, 8.2.2). */
    private static final Set<String> OF_CONNECTIONS =
            Set.of("connection", "host", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade");

    private final Receiving receiving;

    private Http2Exchange(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Receiving receiving) {
        super(decoder, encoder, settings);
        this.receiving = receiving;
    }

    static Http2Exchange of(Receiving receiving, int headerBytesMax) {
        return new Builder(receiving, headerBytesMax).build();
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Exchange, Builder> {
        private final Receiving receiving;

        Builder(Receiving receiving, int headerBytesMax) {
            this.receiving = receiving;
            server(false);
            initialSettings(Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(headerBytesMax));
            encoderEnforceMaxQueuedControlFrames(CONTROL_FRAMES_WAITING_MAX);
            decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_DATA_FRAMES_MAX);
            gracefulShutdownTimeoutMillis(0);
            frameListener(new Reading(receiving));
        }

        @Override
        protected Http2Exchange build() {
            return super.build();
        }

        @Override
        protected Http2Exchange build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Http2Exchange(decoder, encoder, settings, receiving);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        super.handlerAdded(context);
        try {
            RequestSpec asked = receiving.look().check().request();
            Http2Headers headers = new DefaultHttp2Headers()
                    .method(asked.method())
                    .scheme(asked.scheme().name().toLowerCase(Locale.ROOT))
                    .authority(asked.host())
                    .path(receiving.freshPath());
            receiving.asked().forEach((name, value) -> {
                String lower = name.toLowerCase(Locale.ROOT);
                if (!OF_CONNECTIONS.contains(lower)) {
                    headers.set(lower, value);
                }
            });
            receiving.look().asked("HTTP/2");
            encoder()
                    .writeHeaders(context, STREAM, headers, 0, true, context.newPromise())
                    .addListener(done -> {
                        if (!done.isSuccess()) {
                            receiving.broken(FailureClass.PROTOCOL, "HTTP/2: " + words(done.cause()));
                        }
                    });
            context.flush();
        } catch (IllegalArgumentException wrong) {
            receiving.cannotAsk(wrong.getClass().getSimpleName());
        }
    }

    @Override
    public void onError(ChannelHandlerContext context, boolean outbound, Throwable cause) {
        receiving.broken(FailureClass.PROTOCOL, "HTTP/2: " + words(cause));
        super.onError(context, outbound, cause);
    }

    private static String words(Throwable cause) {
        Throwable root = cause.getCause() instanceof Http2Exception inner ? inner : cause;
        return String.valueOf(root.getMessage());
    }

    private static String error(long code) {
        Http2Error known = Http2Error.valueOf(code);
        return known == null ? "error " + code : known.name();
    }

    /** What comes of the one stream; all else is counted, so that it ends. */
    private static final class Reading extends Http2EventAdapter {
        private final Receiving receiving;
        private int others;

        Reading(Receiving receiving) {
            this.receiving = receiving;
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end) {
            onHeadersRead(context, stream, headers, padding, end);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end) {
            CharSequence status = headers.status();
            if (receiving.over() || stream != STREAM) {
                return;
            }
            if (status == null) {
                // Trailers end the response.
                if (end && receiving.hasHead()) {
                    receiving.whole();
                }
                return;
            }
            String text = status.toString();
            int code = text.matches("[1-9][0-9]{2}") ? Integer.parseInt(text) : 0;
            if (code == 0) {
                receiving.broken(FailureClass.PROTOCOL, "HTTP/2: a status that is none");
            } else if (code < 200) {
                // Announces the response.
                counted();
            } else {
                headers.remove(Http2Headers.PseudoHeaderName.STATUS.value());
                receiving.head(code, headers);
                if (end) {
                    receiving.whole();
                }
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end) {
            int bytes = data.readableBytes() + padding;
            if (stream == STREAM && !receiving.over()) {
                if (!receiving.hasHead()) {
                    receiving.broken(FailureClass.PROTOCOL, "HTTP/2: a body before its head");
                    return bytes;
                }
                receiving.data(data);
                if (end) {
                    receiving.whole();
                }
            }
            return bytes;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int stream, long code) {
            if (stream == STREAM) {
                receiving.broken(FailureClass.PROTOCOL, "HTTP/2: stream reset, " + error(code));
            }
        }

        /** One that still answers us says so by the last stream that it takes. */
        @Override
        public void onGoAwayRead(ChannelHandlerContext context, int last, long code, ByteBuf words) {
            if (last < STREAM || code != Http2Error.NO_ERROR.code()) {
                receiving.broken(FailureClass.PROTOCOL, "HTTP/2: the server goes away, " + error(code));
            }
        }

        /** Our settings forbid it. */
        @Override
        public void onPushPromiseRead(
                ChannelHandlerContext context, int stream, int promised, Http2Headers headers, int padding) {
            receiving.broken(FailureClass.PROTOCOL, "HTTP/2: pushes what nobody asked for");
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
            counted();
        }

        @Override
        public void onPingRead(ChannelHandlerContext context, long data) {
            counted();
        }

        @Override
        public void onPriorityRead(
                ChannelHandlerContext context, int stream, int dependency, short weight, boolean exclusive) {
            counted();
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int increment) {
            counted();
        }

        @Override
        public void onUnknownFrame(
                ChannelHandlerContext context, byte type, int stream, Http2Flags flags, @Nullable ByteBuf payload) {
            counted();
        }

        private void counted() {
            others++;
            if (others > OTHER_FRAMES_MAX) {
                receiving.broken(FailureClass.PROTOCOL, "HTTP/2: more than " + OTHER_FRAMES_MAX + " frames of control");
            }
        }
    }
}
