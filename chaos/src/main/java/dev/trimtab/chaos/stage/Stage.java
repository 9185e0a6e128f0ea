package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The whole installation: every process at its host, started in order, and what can be done to each. */
public final class Stage implements AutoCloseable {
    public static final String TOKEN = "a-token-of-the-chaos-run";

    /** Room for a controller's state, few enough to be filled in no time. */
    private static final String DISK = "48m";

    private static final Pattern LEADING = Pattern.compile("\"leading\"\\s*:\\s*true");

    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Topology topology;
    private final Network network;
    private final Path folder;
    private final Jvm jvm;
    private final Optional<WallClocks> clocks;
    private final Servers servers;
    private final Edges edges;
    private final SortedMap<String, Child> children = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final boolean disks;
    private final Optional<Path> plant;
    private boolean rehearsing;

    /**
     * @param folder of this run alone; files of all processes, gone afterwards
     * @param home the project's folder
     * @param plant what breaks the controllers on purpose
     */
    public Stage(Topology topology, Network network, Path folder, Path home, Optional<Plant> plant) throws IOException {
        this.topology = topology;
        this.network = network;
        this.folder = folder;
        this.jvm = new Jvm(home);
        this.clocks = WallClocks.prepare(home, folder);
        this.plant =
                plant.isEmpty() ? Optional.empty() : Optional.of(plant.get().compile(home, folder));
        this.servers = new Servers(network, folder);
        this.disks = network.breakable();
        topology.hosts().forEach(network::add);
        this.edges = new Edges(network, folder);
        prepare();
    }

    private void prepare() throws IOException {
        Files.writeString(folder.resolve("token"), TOKEN);
        Files.writeString(folder.resolve("store.password"), Servers.STORE_PASSWORD);
        Steering.write(folder, topology, network, servers);
        Steering.linkKeys(folder);
        Credentials.write(folder, topology);
        hostsFile();
        children.put(Topology.EDGES, edges.child());
        children.put(Topology.BIND, servers.bind());
        children.put(Topology.KNOT, servers.knot());
        children.put(Topology.POWERDNS, servers.powerDns());
        if (topology.sharedStore()) {
            children.put(Topology.STORE, servers.store());
        }
        for (String host : topology.controllerHosts()) {
            Path state = Files.createDirectories(state(host));
            if (disks) {
                Shell.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + DISK, "none", state.toString()));
            }
            children.put(host, controller(host));
        }
        topology.vantages().forEach(vantage -> children.put(vantage, agent(vantage)));
    }

    /** Starts everything; returns when each process is ready. */
    public void open() throws InterruptedException {
        List<String> first = new ArrayList<>(List.of(Topology.EDGES, Topology.BIND, Topology.KNOT, Topology.POWERDNS));
        if (topology.sharedStore()) {
            first.add(Topology.STORE);
        }
        startAndAwait(first);
        servers.createPowerDnsZone();
        rehearse();
        startAndAwait(topology.controllerHosts());
        startAndAwait(topology.vantages());
    }

    /** One controller and one agent, started and ended in good order, so that all later starts are cheap. */
    private void rehearse() throws InterruptedException {
        if (!jvm.unrehearsed(Jvm.Program.CONTROLLER) && !jvm.unrehearsed(Jvm.Program.AGENT)) {
            return;
        }
        List<String> cast = List.of(
                topology.controllerHosts().getFirst(), topology.vantages().getLast());
        rehearsing = true;
        startAndAwait(cast);
        cast.forEach(host -> child(host).stop());
        rehearsing = false;
    }

    private void startAndAwait(List<String> hosts) throws InterruptedException {
        hosts.forEach(host -> child(host).start());
        for (String host : hosts) {
            child(host).awaitReady();
        }
    }

    private Child controller(String host) {
        return new Child(host, () -> controllerCommand(host), () -> answers(host), folder.resolve(host + ".log"));
    }

    private Child.Command controllerCommand(String host) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TRIMTAB_CONFIG", folder.resolve("trimtab.yaml").toString());
        environment.put("TRIMTAB_STATE", state(host).toString());
        environment.put("TRIMTAB_API_TOKEN_FILE", folder.resolve("token").toString());
        environment.put("TRIMTAB_API", network.address(host) + ":" + Topology.API);
        environment.put("TRIMTAB_DNS", network.address(host) + ":" + Topology.DNS);
        environment.put("TRIMTAB_CLUSTER", network.address(host) + ":" + Topology.CLUSTER);
        environment.put("TRIMTAB_CLUSTER_NAME", "chaos");
        environment.put("TRIMTAB_OWNER", "chaos");
        environment.put("TRIMTAB_IDENTITY", host);
        if (topology.sharedStore()) {
            environment.put(
                    "TRIMTAB_CLUSTER_MEMBERS",
                    topology.controllerHosts().stream()
                            .filter(other -> !other.equals(host))
                            .map(other -> other + ".chaos.test:" + Topology.CLUSTER)
                            .collect(Collectors.joining(",")));
            environment.put(
                    "TRIMTAB_STORE",
                    "postgresql://" + network.address(Topology.STORE) + ":" + Topology.POSTGRES + "/trimtab");
            environment.put("TRIMTAB_STORE_USER", Servers.STORE_USER);
            environment.put(
                    "TRIMTAB_STORE_PASSWORD_FILE",
                    folder.resolve("store.password").toString());
            environment.put("TRIMTAB_LEADERSHIP", "postgresql");
            environment.put("TRIMTAB_LEASE", Integer.toString(Topology.LEASE));
        }
        environment.putAll(Credentials.ofController(folder, topology, network, host));
        try {
            environment.putAll(clocks.isPresent() ? clocks.get().of(host) : Map.of());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new Child.Command(
                rehearsing
                        ? jvm.rehearsal(Jvm.Program.CONTROLLER, network, host, hosts())
                        : jvm.words(Jvm.Program.CONTROLLER, network, host, hosts(), plant),
                environment);
    }

    private Child agent(String vantage) {
        return new Child(
                vantage,
                () -> agentCommand(vantage),
                () -> childLog(vantage).contains(" looks with TLS by "),
                folder.resolve(vantage + ".log"));
    }

    private Child.Command agentCommand(String vantage) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TRIMTAB_VANTAGE", vantage);
        environment.put("TRIMTAB_CLUSTER_NAME", "chaos");
        environment.put("TRIMTAB_KEY", folder.resolve(vantage + ".key").toString());
        environment.put("TRIMTAB_CONTROLLER_KEY", folder.resolve("link.pub").toString());
        environment.put("TRIMTAB_ALLOW_RANGES", "127.0.0.0/8,10.77.0.0/16");
        if (topology.byGateway(vantage)) {
            environment.putAll(Credentials.ofAgent(folder, topology, vantage));
        } else {
            environment.put(
                    "TRIMTAB_CLUSTER",
                    topology.controllerHosts().stream()
                            .map(host -> host + ".chaos.test:" + Topology.CLUSTER)
                            .collect(Collectors.joining(",")));
        }
        return new Child.Command(
                rehearsing
                        ? jvm.rehearsal(Jvm.Program.AGENT, network, vantage, hosts())
                        : jvm.words(Jvm.Program.AGENT, network, vantage, hosts(), Optional.empty()),
                environment);
    }

    private String childLog(String host) {
        try {
            return Files.readString(folder.resolve(host + ".log"));
        } catch (IOException notYet) {
            return "";
        }
    }

    private boolean answers(String host) {
        return get(host, "/livez").map(answer -> answer.status() == 200).orElse(false);
    }

    // ---- what a client may ask ----

    /** An answer of the API. */
    public record Reply(int status, String body) {}

    public Optional<Reply> get(String host, String path) {
        return call(host, "GET", path, "");
    }

    /** Calls a controller's API; empty when no answer came. */
    public Optional<Reply> call(String host, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + network.address(host) + ":" + Topology.API + path))
                .timeout(LOOK)
                .header("authorization", "Bearer " + TOKEN)
                .header("content-type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return Optional.of(new Reply(response.statusCode(), response.body()));
        } catch (IOException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Where a server answers DNS now. */
    public InetSocketAddress dns(String server) {
        try {
            return new InetSocketAddress(InetAddress.getByName(network.address(server)), Topology.DNS);
        } catch (UnknownHostException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The controller that says that it leads; empty when none does, or none answers. */
    public Optional<String> leader() {
        return topology.controllerHosts().stream()
                .filter(host -> child(host).alive() && !child(host).paused())
                .filter(host -> get(host, "/v1/overview")
                        .filter(reply -> LEADING.matcher(reply.body()).find())
                        .isPresent())
                .findFirst();
    }

    // ---- what may be done to it ----

    public Topology topology() {
        return topology;
    }

    public Network network() {
        return network;
    }

    public Edges edges() {
        return edges;
    }

    public Child child(String host) {
        Child found = children.get(host);
        if (found == null) {
            throw new IllegalArgumentException("no process " + host);
        }
        return found;
    }

    public SortedMap<String, Child> children() {
        return Collections.unmodifiableSortedMap(children);
    }

    /** Whether one process can be given another time than the others. */
    public boolean clocksCanBeSet() {
        return clocks.isPresent();
    }

    /** Sets one controller's wall clock ahead, or back when negative; its monotonic clock goes on. */
    public void setClock(String host, int seconds) {
        try {
            clocks.orElseThrow().set(host, seconds);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Leaves no byte free where a controller keeps its state. */
    public void fillDisk(String host) {
        byte[] much = new byte[1 << 20];
        try (var out = Files.newOutputStream(state(host).resolve("filler"))) {
            while (true) {
                out.write(much);
            }
        } catch (IOException full) {
            // That is what was wanted; what else could fail here would fail the next round too.
            if (!Files.exists(state(host).resolve("filler"))) {
                throw new UncheckedIOException(full);
            }
        }
    }

    public void emptyDisk(String host) {
        try {
            Files.deleteIfExists(state(host).resolve("filler"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Gives every controller a new address, which the others can look up. */
    public void moveControllers() {
        topology.controllerHosts().forEach(network::move);
        hostsFile();
    }

    /** Copies the logs and all that a person needs to understand a violation. */
    public void keep(Path where) throws IOException {
        Files.createDirectories(where);
        for (Child child : children.values()) {
            if (Files.exists(child.log())) {
                Files.copy(child.log(), where.resolve(child.log().getFileName()));
            }
        }
        Files.copy(folder.resolve("trimtab.yaml"), where.resolve("trimtab.yaml"));
    }

    private void hostsFile() {
        StringBuilder lines = new StringBuilder("127.0.0.1 localhost\n");
        // Whoever asks for this machine's own name finds it, as everywhere.
        lines.append("127.0.0.1 ").append(ownName()).append('\n');
        topology.controllerHosts()
                .forEach(host -> lines.append(network.address(host))
                        .append(' ')
                        .append(host)
                        .append(".chaos.test\n"));
        try {
            Files.writeString(hosts(), lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String ownName() {
        return Shell.run(List.of("hostname")).strip();
    }

    private Path hosts() {
        return folder.resolve("hosts");
    }

    private Path state(String host) {
        return folder.resolve("state-" + host);
    }

    @Override
    public void close() {
        children.values().forEach(Child::kill);
        http.shutdownNow();
        // In namespaces the files go with the mount that they lie on.
        if (!disks) {
            Jvm.delete(folder);
        }
    }
}
