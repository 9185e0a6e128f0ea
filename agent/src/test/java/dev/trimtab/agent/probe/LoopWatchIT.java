package dev.trimtab.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.Assertion.Severity;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is our own loop's fault is not the network's. */
class LoopWatchIT {
    private static final Duration BUSY = Duration.ofMillis(700);

    @Test
    void a_loop_that_is_busy_makes_no_target_slow() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (HttpProber prober = prober()) {
            int port = Edges.serve(vertx, new HttpServerOptions(), request -> {
                // While the answer is on its way, every loop is busy with something else.
                prober.eventLoops().forEach(LoopWatchIT::occupy);
                request.response().end("page");
            });
            Assertion quick = new Assertion.Timing(
                    Assertion.Phase.TOTAL, BUSY.dividedBy(2), FailureClass.LATENCY, Severity.DEGRADED);
            Look look = look(prober, port, Duration.ofSeconds(20), quick);
            assertThat(look.outcome()).as(look.detail()).isEqualTo(new Outcome.Pass());

            Look spoiled = look(prober, port, Duration.ofSeconds(1), quick);
            assertThat(spoiled.outcome()).as(spoiled.detail()).isEqualTo(new Outcome.Pass());
            assertThat(spoiled.phases()).as("times that say nothing").isEqualTo(Phases.NONE);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void an_answer_that_lies_before_a_busy_loop_is_read_before_time_is_called() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (HttpProber prober = prober()) {
            int port = Edges.serve(vertx, new HttpServerOptions(), request -> {
                prober.eventLoops().forEach(LoopWatchIT::occupy);
                request.response().end("page");
            });
            Look look = look(prober, port, Duration.ofMillis(400));
            assertThat(look.outcome()).as(look.detail()).isEqualTo(new Outcome.Pass());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void silence_that_a_busy_loop_may_have_caused_is_blind() throws Exception {
        try (HttpProber prober = prober();
                ServerSocket silent = new ServerSocket(0)) {
            Check check = Checks.check(
                    RequestSpec.Scheme.HTTP, silent.getLocalPort(), Checks.HOST, "", Duration.ofMillis(400));
            CompletableFuture<Sight> looking = prober.look(check, Look.Turn.INTERVAL);
            prober.eventLoops().forEach(LoopWatchIT::occupy);
            Look look = looking.get(60, TimeUnit.SECONDS).look();
            assertThat(look.outcome()).as(look.detail()).isEqualTo(new Outcome.Blind());
            assertThat(look.detail()).contains("our own event loop was", "ms behind");

            Look calm = prober.look(check, Look.Turn.INTERVAL)
                    .get(60, TimeUnit.SECONDS)
                    .look();
            assertThat(calm.outcome()).as(calm.detail()).isInstanceOf(Outcome.Fail.class);
        }
    }

    @Test
    void more_looks_than_a_loop_may_have_are_our_own_fault() {
        LoopWatch watch = new LoopWatch(new io.netty.channel.DefaultEventLoop());
        assertThat(watch.enter(2)).isTrue();
        assertThat(watch.enter(2)).isTrue();
        assertThat(watch.enter(2)).isFalse();
        watch.leave();
        assertThat(watch.enter(2)).isTrue();
    }

    private static HttpProber prober() {
        return new HttpProber(AllowedRanges.of("127.0.0.0/8"), InstantSource.system());
    }

    /** Keeps a loop from its work for a while, and returns once it does. */
    private static void occupy(EventLoop loop) {
        CountDownLatch begun = new CountDownLatch(1);
        loop.execute(() -> {
            begun.countDown();
            try {
                assertThat(new CountDownLatch(1).await(BUSY.toMillis(), TimeUnit.MILLISECONDS))
                        .isFalse();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static Look look(HttpProber prober, int port, Duration timeout, Assertion... assertions) throws Exception {
        Check check = Checks.check(RequestSpec.Scheme.HTTP, port, Checks.HOST, "", timeout, assertions);
        return prober.look(check, Look.Turn.INTERVAL).get(60, TimeUnit.SECONDS).look();
    }
}
