package dev.trimtab.bench.load;

import dev.trimtab.demo.DevelopmentCa;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * How large the processes are, as {@code bin/controller} and {@code bin/agent} run them: a controller with 10 000 names of 4
 * targets, alone and with three vantages that report on all of them; agents with 1 000 targets, over the gateway and as
 * Hazelcast client. The last line is JSON. Argument: how often the controller is started.
 */
public final class FootprintMain {
    private static final int NAMES = 10_000;
    private static final int TARGETS = 4;
    private static final int VANTAGES = 3;
    private static final int AGENT_NAMES = 250;
    private static final int AGENT_TARGETS = AGENT_NAMES * TARGETS;
    private static final long SETTLE_MILLIS = 60_000;

    private FootprintMain() {}

    public static void main(String[] arguments) throws Exception {
        int starts = Integer.parseInt(arguments[0]);
        StringBuilder json = new StringBuilder("{\"names\":" + NAMES + ",\"targets\":" + TARGETS);
        controller(starts, json);
        agents(json);
        System.out.println(json.append('}'));
    }

    private static void controller(int starts, StringBuilder json) throws IOException, InterruptedException {
        try (LoadSite site = new LoadSite(VANTAGES)) {
            site.configure(NAMES, TARGETS, "", "");
            List<Long> ready = new ArrayList<>();
            for (int start = 0; start < starts; start++) {
                long begun = System.nanoTime();
                Process controller = site.controller();
                ready.add(site.ready(begun));
                System.out.printf(
                        "controller, start %d: ready after %d ms, %s%n",
                        start + 1, ready.get(start), Vitals.of(controller.pid()));
                if (start + 1 < starts) {
                    site.end(controller);
                    continue;
                }
                Thread.sleep(SETTLE_MILLIS / 4);
                Vitals alone = Vitals.of(controller.pid());
                System.out.println("controller, nobody reports: " + alone);
                Process reporters = site.reporters(0, VANTAGES, true);
                // Asked of one name: the overview of ten thousand would be a load of its own.
                String lastName = "/v1/names/n" + (NAMES - 1) + ".load.example./health";
                site.until("the last name to be healthy", 1_000, () -> {
                    String health = site.get(lastName);
                    return health.contains("\"HEALTHY\"") && !health.contains("\"UNKNOWN\"");
                });
                Vitals before = Vitals.of(controller.pid());
                Thread.sleep(SETTLE_MILLIS);
                Vitals loaded = Vitals.of(controller.pid());
                double cores = (loaded.cpuSeconds() - before.cpuSeconds()) * 1_000 / SETTLE_MILLIS;
                double live = Vitals.liveHeapMb(controller.pid());
                System.out.printf(
                        Locale.ROOT,
                        "controller, %d vantages report %d checks each second: %s, %.2f cores, %.0f MiB live heap; %s%n",
                        VANTAGES,
                        NAMES * TARGETS,
                        loaded,
                        cores,
                        live,
                        last(site.log("reporters-0")));
                json.append(String.format(
                        Locale.ROOT,
                        ",\"controller\":{\"readyMs\":%s,\"rssAloneMb\":%d,\"rssMb\":%d,\"peakMb\":%d,\"liveHeapMb\":%.0f,"
                                + "\"cores\":%.2f,\"threads\":%d,\"goalMb\":512,\"goalReadyMs\":8000,\"flags\":\"%s\"}",
                        ready,
                        alone.rssMb(),
                        loaded.rssMb(),
                        loaded.peakMb(),
                        live,
                        cores,
                        loaded.threads(),
                        flags(controller)));
                site.end(reporters);
            }
        }
    }

    private static void agents(StringBuilder json) throws IOException, InterruptedException, ExecutionException {
        Vertx vertx = Vertx.vertx();
        try (LoadSite site = new LoadSite(2)) {
            DevelopmentCa ca = DevelopmentCa.create(site.folder, Instant.now());
            DevelopmentCa.Leaf leaf = ca.leaf("site", "www.example.com");
            int port = LoadSite.freePort();
            vertx.createHttpServer(new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .addCertPath(leaf.certificate().toString())
                                    .addKeyPath(leaf.key().toString())))
                    .requestHandler(request -> request.response().end("a page"))
                    .listen(port, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            site.configure(
                    AGENT_NAMES,
                    TARGETS,
                    Integer.toString(port),
                    ca.certificate().toString());
            site.controller();
            site.ready(System.nanoTime());
            one(site, json, 0, true, "agentByGateway", 160);
            one(site, json, 1, false, "agentAsHazelcastClient", 224);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    private static void one(LoadSite site, StringBuilder json, int vantage, boolean byGateway, String key, int goal)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process agent = site.agent(vantage, byGateway);
        String own = "\"vantage\":\"v" + vantage + "\"";
        site.until("agent v" + vantage + " to be heard", 50, () -> {
            String all = site.get("/v1/overview");
            int from = all.indexOf(own);
            return from >= 0 && all.substring(from, all.indexOf('}', from)).contains("\"fresh\":true");
        });
        long heard = (System.nanoTime() - begun) / 1_000_000;
        Thread.sleep(SETTLE_MILLIS);
        Vitals vitals = Vitals.of(agent.pid());
        double cores = vitals.cpuSeconds() * 1_000 / SETTLE_MILLIS;
        System.out.printf(
                Locale.ROOT,
                "%s, %d targets: heard after %d ms, %s, %.2f cores%n",
                key,
                AGENT_TARGETS,
                heard,
                vitals,
                cores);
        json.append(String.format(
                Locale.ROOT,
                ",\"%s\":{\"targets\":%d,\"heardMs\":%d,\"rssMb\":%d,\"peakMb\":%d,\"cores\":%.2f,\"threads\":%d,"
                        + "\"goalMb\":%d,\"flags\":\"%s\"}",
                key,
                AGENT_TARGETS,
                heard,
                vitals.rssMb(),
                vitals.peakMb(),
                cores,
                vitals.threads(),
                goal,
                flags(agent)));
        site.end(agent);
    }

    /** What decides a JVM's size, as it was started. */
    private static String flags(Process process) {
        return String.join(
                " ",
                java.util.Arrays.stream(process.info().arguments().orElse(new String[0]))
                        .filter(word -> word.startsWith("-X"))
                        .toList());
    }

    private static String last(String log) {
        List<String> lines = log.lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
