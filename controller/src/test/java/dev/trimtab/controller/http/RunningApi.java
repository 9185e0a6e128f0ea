package dev.trimtab.controller.http;

import dev.trimtab.controller.cluster.EvidenceShelf;
import dev.trimtab.controller.journal.EventJournal;
import dev.trimtab.controller.recording.ReportTap;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.store.StoreState;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** The real API on a free loopback port, over a round made by hand. */
public final class RunningApi implements AutoCloseable {
    public static final String TOKEN = "a-token-that-only-tests-know";

    public final AtomicReference<Optional<RoundView>> view = new AtomicReference<>(Optional.of(Rounds.westIsOut()));
    public final AtomicReference<Instant> now = new AtomicReference<>(Rounds.NOW.plusMillis(200));
    public final MemoryInterventions interventions = new MemoryInterventions();
    public final MemoryAudit audit = new MemoryAudit();
    public final AtomicReference<StoreState> store = new AtomicReference<>(Rounds.STORE);
    public final Metrics metrics = new Metrics("test");
    public final EventJournal journal = new EventJournal(1_000, List.of(metrics));
    public final ReportTap reports = new ReportTap("test");
    public final AtomicInteger wakes = new AtomicInteger();
    public final Path tokenFile;
    public final String url;
    private final Vertx vertx = Vertx.vertx();
    private final ApiServer server;

    public final List<EvidenceShelf.Shown> shown = new CopyOnWriteArrayList<>();
    public final List<LookRequest> asked = new CopyOnWriteArrayList<>();

    public RunningApi(Path directory) throws IOException {
        tokenFile = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        server = new ApiServer(
                vertx,
                "127.0.0.1",
                0,
                tokenFile,
                new ApiPorts(
                        view::get,
                        List::of,
                        interventions,
                        audit,
                        store::get,
                        journal,
                        Rounds::decide,
                        (name, digest, actor) -> new Approvals.Result.Stale("nothing waits for approval"),
                        (name, records, actor) -> new Retirement.Result.NotBuilt("no provider can delete yet"),
                        metrics,
                        reports,
                        new ApiPorts.Looking(name -> List.copyOf(shown), asked::add),
                        wakes::incrementAndGet,
                        now::get));
        url = switch (server.start()) {
            case ApiServer.Start.Listening listening -> "http://127.0.0.1:" + listening.port();
            case ApiServer.Start.Refused refused -> throw new IllegalStateException(refused.sentence());
        };
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
