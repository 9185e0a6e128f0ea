package dev.trimtab.agent.probe;

import dev.trimtab.agent.probe.TrustFiles.Trust;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks over HTTP/1.1, in clear or encrypted: resolve, connect to that address, TLS with the SNI of the host, request, judge.
 * Every look is a new connection and a full handshake. Whatever goes wrong is an outcome and never an exception.
 */
public final class HttpProber implements Prober {
    /** A look costs about a millisecond of CPU; more loops than cores would measure our own queues. */
    private static final int LOOPS = 2;

    /** Lookups that may hang in the platform's resolver at a time. */
    private static final int RESOLVING_MAX = 32;

    /** RFC 9112 asks for at least 8000 bytes of request line; a status line is no longer. */
    private static final int STATUS_LINE_BYTES_MAX = 8 * 1024;

    private static final int HEADER_BYTES_MAX = 64 * 1024;

    private static final int CHUNK_BYTES_MAX = 16 * 1024;

    private final AllowedRanges allowed;
    private final InstantSource clock;
    private final TrustFiles trustFiles = new TrustFiles();
    private final AssertionJudge judge = new AssertionJudge();
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(LOOPS, new DefaultThreadFactory("probe", true), NioIoHandler.newFactory());
    private final ExecutorService resolving = Executors.newFixedThreadPool(
            RESOLVING_MAX, Thread.ofPlatform().daemon().name("resolve-", 0).factory());
    private final AtomicInteger sessionPort = new AtomicInteger();

    /** @param clock tells how many days a certificate has left */
    public HttpProber(AllowedRanges allowed, InstantSource clock) {
        this.allowed = allowed;
        this.clock = clock;
    }

    /** Whose TLS is used, for the start-up line. */
    public String tlsEngine() {
        return trustFiles.provider().name();
    }

    /** Loads the TLS engine now: within the first look it would be counted as the target's slowness. */
    public void warmUp() {
        switch (trustFiles.trust("")) {
            case Trust.Ready ready ->
                ReferenceCountUtil.release(ready.context().newEngine(ByteBufAllocator.DEFAULT, "warm.invalid", 1));
            case Trust.Unreadable unreadable ->
                throw new IllegalStateException("the platform's CAs: " + unreadable.why());
        }
    }

    @Override
    public CompletableFuture<Look> look(Check check, Look.Turn turn) {
        LookInProgress look = new LookInProgress(check, turn, System.nanoTime());
        try {
            EventLoop loop = loops.next();
            ScheduledFuture<?> alarm =
                    loop.schedule(look::outOfTime, check.detect().timeout().toNanos(), TimeUnit.NANOSECONDS);
            look.result().whenComplete((ended, bug) -> alarm.cancel(false));
            if (Resolution.asksResolver(check)) {
                look.waiting();
                resolving.execute(() -> begin(look, loop));
            } else {
                begin(look, loop);
            }
        } catch (RejectedExecutionException closing) {
            look.finish(new Outcome.Blind(), "the agent is ending");
        }
        return look.result();
    }

    private void begin(LookInProgress look, EventLoop loop) {
        try {
            look.resolving();
            Resolution resolution = Resolution.of(look.check(), allowed);
            look.resolved();
            switch (resolution) {
                case Resolution.Found found -> trusted(look, loop, found.address());
                case Resolution.Unresolved unresolved ->
                    look.finish(new Outcome.Fail(FailureClass.DNS), unresolved.why());
                case Resolution.Unseen unseen -> look.finish(new Outcome.Blind(), unseen.why());
            }
        } catch (RuntimeException wrong) {
            look.finish(new Outcome.Blind(), "cannot look: " + wrong);
        }
    }

    private void trusted(LookInProgress look, EventLoop loop, InetSocketAddress address) {
        RequestSpec request = look.check().request();
        if (request.scheme() == RequestSpec.Scheme.HTTP) {
            connect(look, loop, new Hop(address, Optional.empty(), request.path(), request.redirectsMax()));
            return;
        }
        switch (trustFiles.trust(request.trustFile())) {
            case Trust.Ready ready ->
                connect(
                        look,
                        loop,
                        new Hop(address, Optional.of(ready.context()), request.path(), request.redirectsMax()));
            case Trust.Unreadable unreadable -> look.finish(new Outcome.Blind(), unreadable.why());
        }
    }

    /** One connection of a look: the first, or that of a followed redirect. */
    record Hop(InetSocketAddress address, Optional<SslContext> tls, String path, int redirectsLeft) {
        Hop to(String nextPath) {
            return new Hop(address, tls, nextPath, redirectsLeft - 1);
        }
    }

    private void connect(LookInProgress look, EventLoop loop, Hop hop) {
        look.connecting();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        install(channel, look, loop, hop);
                    }
                });
        bootstrap.connect(hop.address()).addListener(done -> {
            if (!done.isSuccess()) {
                look.notConnected(done.cause());
            }
        });
    }

    private void install(SocketChannel channel, LookInProgress look, EventLoop loop, Hop hop) {
        look.using(channel);
        hop.tls().ifPresent(context -> {
            int port = 1 + (sessionPort.getAndIncrement() & 0x7FFF);
            SslHandler tls = context.newHandler(channel.alloc(), look.sni(), port);
            tls.setHandshakeTimeoutMillis(0);
            tls.setCloseNotifyFlushTimeoutMillis(0);
            channel.pipeline().addLast("tls", tls);
        });
        channel.pipeline()
                .addLast("http", new HttpClientCodec(STATUS_LINE_BYTES_MAX, HEADER_BYTES_MAX, CHUNK_BYTES_MAX))
                .addLast(
                        "look",
                        new Exchange(
                                look,
                                hop,
                                response -> {
                                    AssertionJudge.Judgement judgement = judge.judge(
                                            response, look.check().assertions(), look.sni(), clock.instant());
                                    look.finish(judgement.outcome(), judgement.detail());
                                },
                                next -> connect(look, loop, next)));
    }

    @Override
    public void close() {
        resolving.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
