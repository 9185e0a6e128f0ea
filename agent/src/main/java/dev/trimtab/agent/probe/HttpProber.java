package dev.trimtab.agent.probe;

import dev.trimtab.agent.probe.TrustProfiles.Trust;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
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
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Looks over TCP, TLS and HTTP, in clear or encrypted: resolve, connect to that address, TLS with the SNI of the host, request,
 * judge. Every look is a new connection and a full handshake. Whatever goes wrong is an outcome and never an exception.
 */
public final class HttpProber implements Prober {
    /** A look costs about a millisecond of CPU; more loops than cores would measure our own queues. */
    private static final int LOOPS = 2;

    /** Looks under way on one loop: most of them wait for the network, and those that hang must not keep others out. */
    static final int LOOKS_PER_LOOP_MAX = 256;

    /** Expressions over a longer body take milliseconds, for which other looks would wait on the loop. */
    private static final int JUDGED_ON_LOOP_BYTES_MAX = 8 * 1024;

    /** Lookups that may hang in the platform's resolver at a time. */
    private static final int RESOLVING_MAX = 32;

    private final AllowedRanges allowed;
    private final InstantSource clock;
    private final TrustProfiles trustProfiles = new TrustProfiles();
    private final SecretFiles secretFiles = new SecretFiles();
    private final AssertionJudge judge = new AssertionJudge();
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(LOOPS, new DefaultThreadFactory("probe", true), NioIoHandler.newFactory());
    private final List<LoopWatch> watches =
            IntStream.range(0, LOOPS).mapToObj(i -> new LoopWatch(loops.next())).toList();
    private final ExecutorService resolving = Executors.newFixedThreadPool(
            RESOLVING_MAX, Thread.ofPlatform().daemon().name("resolve-", 0).factory());
    private final ExecutorService judging = Executors.newFixedThreadPool(
            LOOPS, Thread.ofPlatform().daemon().name("judge-", 0).factory());
    private final AtomicInteger sessionPort = new AtomicInteger();

    /** @param clock tells how many days a certificate has left */
    public HttpProber(AllowedRanges allowed, InstantSource clock) {
        this.allowed = allowed;
        this.clock = clock;
    }

    /** Whose TLS is used, for the start-up line. */
    public String tlsEngine() {
        return trustProfiles.provider().name();
    }

    /** Loads the TLS engine now: within the first look it would be counted as the target's slowness. */
    public void warmUp() {
        switch (trustProfiles.trust(List.of(), List.of(RequestSpec.Protocol.HTTP1))) {
            case Trust.Ready ready ->
                ReferenceCountUtil.release(ready.context().newEngine(ByteBufAllocator.DEFAULT, "warm.invalid", 1));
            case Trust.Unreadable unreadable ->
                throw new IllegalStateException("the platform's CAs: " + unreadable.why());
        }
    }

    /** For tests that make a loop busy. */
    List<EventLoop> eventLoops() {
        return watches.stream().map(LoopWatch::loop).toList();
    }

    @Override
    public CompletableFuture<Sight> look(Check check, Look.Turn turn) {
        LoopWatch watch =
                watches.stream().min(Comparator.comparingInt(LoopWatch::looks)).orElseThrow();
        LookInProgress look = new LookInProgress(check, turn, watch, clock);
        if (!watch.enter(LOOKS_PER_LOOP_MAX)) {
            look.finish(new Outcome.Blind(), "more than " + LOOPS * LOOKS_PER_LOOP_MAX + " looks are under way");
            return look.result();
        }
        look.result().whenComplete((ended, bug) -> watch.leave());
        try {
            watch.loop().execute(watch::watch);
            ScheduledFuture<?> alarm = watch.loop()
                    .schedule(() -> outOfTime(look), check.detect().timeout().toNanos(), TimeUnit.NANOSECONDS);
            look.result().whenComplete((ended, bug) -> alarm.cancel(false));
            if (Resolution.asksResolver(check)) {
                look.waiting();
                resolving.execute(() -> begin(look));
            } else {
                begin(look);
            }
        } catch (RejectedExecutionException closing) {
            look.finish(new Outcome.Blind(), "the agent is ending");
        }
        return look.result();
    }

    private static void outOfTime(LookInProgress look) {
        long grace = look.outOfTime(false);
        if (grace > 0) {
            look.watch().loop().schedule(() -> look.outOfTime(true), grace, TimeUnit.NANOSECONDS);
        }
    }

    private void begin(LookInProgress look) {
        try {
            look.resolving();
            Resolution resolution = Resolution.of(look.check(), allowed);
            look.resolved();
            switch (resolution) {
                case Resolution.Found found -> prepared(look, found.address());
                case Resolution.Unresolved unresolved ->
                    look.finish(new Outcome.Fail(FailureClass.DNS), unresolved.why());
                case Resolution.Unseen unseen -> look.finish(new Outcome.Blind(), unseen.why());
            }
        } catch (RuntimeException wrong) {
            look.finish(new Outcome.Blind(), "cannot look: " + wrong.getClass().getSimpleName());
        }
    }

    private void prepared(LookInProgress look, InetSocketAddress address) {
        RequestSpec request = look.check().request();
        switch (secretFiles.read(request.secretHeaders())) {
            case SecretFiles.Secrets.Ready ready -> look.secrets(ready.values());
            case SecretFiles.Secrets.Unreadable unreadable -> {
                look.finish(new Outcome.Blind(), unreadable.why());
                return;
            }
        }
        boolean clear =
                request.scheme() == RequestSpec.Scheme.HTTP || look.check().kind() == ProbeKind.TCP;
        if (clear) {
            connect(look, new Hop(address, Optional.empty(), request.path(), request.redirectsMax()));
            return;
        }
        switch (trustProfiles.trust(request.trust(), request.protocols())) {
            case Trust.Ready ready ->
                connect(look, new Hop(address, Optional.of(ready), request.path(), request.redirectsMax()));
            case Trust.Unreadable unreadable -> look.finish(new Outcome.Blind(), unreadable.why());
        }
    }

    /** On the loop: waiting for it is not connecting. */
    private void connect(LookInProgress look, Hop hop) {
        EventLoop loop = look.watch().loop();
        if (!loop.inEventLoop()) {
            loop.execute(() -> connect(look, hop));
            return;
        }
        look.connecting();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        install(channel, look, hop);
                    }
                });
        bootstrap.connect(hop.address()).addListener(done -> {
            if (!done.isSuccess()) {
                look.notConnected(done.cause());
            }
        });
    }

    private void install(SocketChannel channel, LookInProgress look, Hop hop) {
        look.using(channel);
        channel.pipeline().addLast("limit", new WireLimit(look));
        hop.tls().ifPresent(trust -> {
            int port = 1 + (sessionPort.getAndIncrement() & 0x7FFF);
            SslHandler tls = trust.context().newHandler(channel.alloc(), look.sni(), port);
            tls.setHandshakeTimeoutMillis(0);
            tls.setCloseNotifyFlushTimeoutMillis(0);
            channel.pipeline().addLast("tls", tls);
        });
        Consumer<Response> judged = response -> {
            look.judged(response);
            if (response.body().length <= JUDGED_ON_LOOP_BYTES_MAX) {
                judge(look, response);
            } else {
                judging.execute(() -> judge(look, response));
            }
        };
        Receiving receiving = new Receiving(look, hop, judged, next -> connect(look, next));
        channel.pipeline().addLast("opening", new Opening(look, hop, receiving, judged));
    }

    private void judge(LookInProgress look, Response response) {
        try {
            AssertionJudge.Judgement judgement =
                    judge.judge(response, look.check().assertions(), look.sni(), clock.instant());
            look.finish(judgement.outcome(), judgement.detail());
        } catch (RuntimeException wrong) {
            look.finish(new Outcome.Blind(), "cannot judge: " + wrong.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        judging.shutdownNow();
        resolving.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
