package dev.trimtab.controller;

import dev.trimtab.config.ConfigFile;
import dev.trimtab.config.ConfigWatch;
import dev.trimtab.config.Reading;
import dev.trimtab.config.Started;
import dev.trimtab.controller.cluster.AssignmentPublisher;
import dev.trimtab.controller.cluster.ClusterFeed;
import dev.trimtab.controller.cluster.ClusterMember;
import dev.trimtab.controller.cluster.EvidenceShelf;
import dev.trimtab.controller.cluster.Refusals;
import dev.trimtab.controller.cluster.SuspicionRelay;
import dev.trimtab.controller.cluster.VantageInlet;
import dev.trimtab.controller.gate.WebhookGate;
import dev.trimtab.controller.gateway.CertificateNews;
import dev.trimtab.controller.gateway.Gateway;
import dev.trimtab.controller.http.ApiPorts;
import dev.trimtab.controller.http.ApiServer;
import dev.trimtab.controller.http.Metrics;
import dev.trimtab.controller.journal.EventJournal;
import dev.trimtab.controller.lanes.VirtualLanes;
import dev.trimtab.controller.publish.Providers;
import dev.trimtab.controller.recording.ReportTap;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.Ports;
import dev.trimtab.core.loop.SteeringLoop;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.spec.Problem;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.provider.resolve.DnsjavaResolver;
import dev.trimtab.store.Store;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Everything of one controller, wired by hand; closed in reverse. */
final class Controller implements AutoCloseable {
    private final Environment environment;
    private final InstantSource clock = InstantSource.system();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ConfigState configuration = new ConfigState();

    /** Why a controller cannot start: one sentence. */
    static final class CannotStartException extends Exception {
        private static final long serialVersionUID = 1;

        CannotStartException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    Controller(Environment environment) {
        this.environment = environment;
    }

    void start(Started started) throws CannotStartException {
        try {
            wire(started);
        } catch (IOException | RuntimeException cannot) {
            throw new CannotStartException(String.valueOf(cannot.getMessage()), cannot);
        }
    }

    private void wire(Started started) throws IOException {
        Path state = environment.state();
        Spec spec = configuration.begin(started);
        Metrics metrics = new Metrics(version());
        Ears storeEars = new Ears();
        EventJournal journal = new EventJournal(clock.millis(), List.of(metrics, storeEars));
        Leadership leadership =
                closing(environment.leadership().begin(state, spec, environment.owner(), environment.store()));
        Store store = closing(Store.open(environment.store(), state, LastingName.in(state), clock, journal));
        storeEars.target = store.listener();
        metrics.watch(store);
        PrivateKey linkKey = LinkKeys.of(environment);

        Vertx vertx = Vertx.vertx();
        open.push(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
        Copies copies = closing(new Copies());
        Providers providers =
                closing(new Providers(vertx, environment.dns(), state.resolve("dns"), clock, copies::servers));
        providers.take(spec);

        ClusterMember member = closing(ClusterMember.start(new ClusterMember.Settings(
                environment.cluster(), environment.clusterOthers(), environment.clusterName())));
        copies.start(member, environment, providers, store.zoneCopies());
        AssignmentPublisher assignments = closing(new AssignmentPublisher(member, linkKey, clock));
        Wakeup wakeup = new Wakeup();
        ReportTap tap = new ReportTap(version());
        Refusals refusals = new Refusals(clock, new RefusedReports(metrics, journal, clock));
        ClusterFeed feed = closing(new ClusterFeed(member, assignments, refusals, clock, watcher(wakeup, tap)));
        SuspicionRelay relay = closing(new SuspicionRelay(member, linkKey, clock));
        EvidenceShelf evidence = closing(new EvidenceShelf(member, refusals, clock));

        VirtualLanes lanes = closing(new VirtualLanes(wakeup));
        Ports ports = new Ports(
                feed,
                leadership,
                store.interventions(),
                store.plans(),
                providers,
                new DnsjavaResolver(),
                lanes,
                journal,
                clock,
                () -> Signals.NONE,
                closing(new WebhookGate()));
        SteeringLoop loop = new SteeringLoop(
                ports, spec, environment.owner(), environment.leadership().writeTimeout());
        LoopThread thread = closing(new LoopThread(loop::runOnce, clock));
        wakeup.wakes(thread);

        ApiPorts api = new ApiPorts(
                loop::view,
                () -> troubles(store, member),
                store.interventions(),
                store.audit(),
                store::state,
                journal,
                proposed -> loop.dryRun(proposed, clock.instant()),
                new PlanApprovals(loop),
                new ListedRetirement(
                        loop::view,
                        store.plans(),
                        providers,
                        leadership,
                        journal,
                        clock,
                        environment.owner(),
                        environment.leadership().writeTimeout()),
                metrics,
                tap,
                new ApiPorts.Looking(evidence::of, relay::ask),
                thread::wake,
                clock);
        ApiServer server = closing(new ApiServer(
                vertx,
                environment.api().getAddress().getHostAddress(),
                environment.api().getPort(),
                environment.apiTokenFile(),
                api));
        if (server.start() instanceof ApiServer.Start.Refused refused) {
            throw new IOException(refused.sentence());
        }
        relay.start(spec);
        evidence.start(spec);
        assignments.start(spec);
        feed.start(spec);
        if (environment.gateway().isPresent()) {
            closing(Gateway.start(
                    vertx,
                    environment.gateway().get(),
                    new VantageInlet(member, feed, assignments, relay, evidence, refusals),
                    new CertificateNews(journal, metrics::certificate, clock),
                    clock));
        }
        configuration
                .told()
                .forEach(sentence -> journal.accept(Event.of(
                        configuration.onLastGood() ? Event.Type.CONFIG_REJECTED : Event.Type.CONFIG_LOADED,
                        clock.instant(),
                        sentence)));
        thread.start();
        watch(
                started,
                reading -> configuration.next(reading, clock.instant(), journal, next -> {
                    providers.take(next);
                    copies.renewed();
                    assignments.take(next);
                    feed.take(next);
                    relay.take(next);
                    evidence.take(next);
                    loop.reload(next);
                    thread.wake();
                }));
    }

    private void watch(Started started, Consumer<Reading> onChange) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("config-watch").factory());
        open.push(scheduler::shutdownNow);
        ConfigFile file =
                new ConfigFile(environment.config(), environment.state().resolve("last-good.yaml"));
        ConfigWatch watch = closing(new ConfigWatch(file, started.seen(), onChange, scheduler));
        watch.start();
    }

    private static ClusterFeed.Watcher watcher(Wakeup wakeup, ReportTap tap) {
        return new ClusterFeed.Watcher() {
            @Override
            public void changed() {
                wakeup.run();
            }

            @Override
            public void accepted(ObservationFeed.Received received, Assignment assignment) {
                tap.accepted(received, assignment);
            }
        };
    }

    private <T extends AutoCloseable> T closing(T part) {
        open.push(part);
        return part;
    }

    static String version() {
        String version = Controller.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static List<String> sentences(List<Problem> problems) {
        List<String> sentences = new ArrayList<>();
        problems.forEach(problem -> sentences.add(problem.toString()));
        return sentences;
    }

    /** Ends everything, the newest first; what fails to end does not keep the others. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception troubled) {
                System.err.println("trimtab-controller: while ending: " + troubled);
            }
        }
    }

    private List<String> troubles(Store store, ClusterMember member) {
        List<String> troubles = new ArrayList<>(configuration.troubles());
        member.trouble().ifPresent(troubles::add);
        environment.leadership().apart(environment.store()).ifPresent(troubles::add);
        store.state().trouble().ifPresent(troubles::add);
        return troubles;
    }

    /** Hands events on once there is somebody to hear them. */
    private static final class Ears implements EventSink {
        private volatile EventSink target = event -> {};

        @Override
        public void accept(Event event) {
            target.accept(event);
        }
    }

    /** Wakes the loop once there is one. */
    private static final class Wakeup implements Runnable {
        private volatile Runnable target = () -> {};

        void wakes(LoopThread thread) {
            target = thread::wake;
        }

        @Override
        public void run() {
            target.run();
        }
    }
}
