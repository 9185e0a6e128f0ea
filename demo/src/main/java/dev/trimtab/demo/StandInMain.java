package dev.trimtab.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process of one stand-in: an edge or the origin, and its control port. */
public final class StandInMain {
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILED = 1;

    /** Binding two loopback sockets takes milliseconds; a loaded machine gets a thousand times that. */
    private static final long START_SECONDS_MAX = 20;

    private StandInMain() {}

    public static void main(String[] args) throws InterruptedException {
        Optional<StandInOptions> options = StandInOptions.parse(args);
        if (options.isEmpty()) {
            System.err.println(StandInOptions.USAGE);
            System.exit(EXIT_USAGE);
            return;
        }
        start(options.get());
    }

    private static void start(StandInOptions options) throws InterruptedException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        StandInEdge edge = new StandInEdge(
                vertx, options.who(), options.host(), options.port(), options.certificate(), options.key());
        try {
            int port = await(edge.start());
            int control = await(new StandInControl(vertx, edge).start(options.controlPort()));
            System.out.println(
                    options.who() + " serves " + options.host() + " on port " + port + ", control port " + control);
        } catch (ExecutionException | TimeoutException failure) {
            System.err.println(options.who() + " cannot listen on port " + options.port() + " and control port "
                    + options.controlPort() + ": " + failure);
            System.exit(EXIT_FAILED);
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
