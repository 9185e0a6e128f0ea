package dev.trimtab.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The command lines and environments of the demo's processes: small heaps, one thread of garbage collection. */
record Programs(Props props, Path home) {
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k");
    private static final String CLUSTER_NAME = "trimtab-demo";

    ChildProcess.Program standIn(String name) {
        DevelopmentCa.Leaf leaf = props.leaves().get(name);
        if (leaf == null) {
            throw new IllegalArgumentException("no certificate for " + name);
        }
        List<String> arguments = List.of(
                name,
                "--host",
                Props.HOST,
                "--port",
                Integer.toString(props.ports().servingOf(name)),
                "--control-port",
                Integer.toString(props.ports().controlOf(name)),
                "--cert",
                leaf.certificate().toString(),
                "--key",
                leaf.key().toString());
        return new ChildProcess.Program(
                name, jvm("-Xmx64m", SMALL), StandInMain.class.getName(), arguments, new TreeMap<>());
    }

    ChildProcess.Program controller() {
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("TRIMTAB_CONFIG", props.config().toString());
        environment.put("TRIMTAB_STATE", props.state().toString());
        environment.put("TRIMTAB_API", "127.0.0.1:" + props.ports().api());
        environment.put("TRIMTAB_API_TOKEN_FILE", props.tokenFile().toString());
        environment.put("TRIMTAB_DNS", "127.0.0.1:" + props.ports().dns());
        environment.put("TRIMTAB_CLUSTER", cluster());
        environment.put("TRIMTAB_CLUSTER_NAME", CLUSTER_NAME);
        environment.put("TRIMTAB_OWNER", CLUSTER_NAME);
        return new ChildProcess.Program(
                "controller",
                jvm("-Xmx192m", List.of("-XX:+UseSerialGC")),
                "dev.trimtab.controller.ControllerMain",
                List.of(),
                environment);
    }

    ChildProcess.Program agent(String vantage) {
        SigningKey key = props.keys().get(vantage);
        if (key == null) {
            throw new IllegalArgumentException("no key for " + vantage);
        }
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("TRIMTAB_VANTAGE", vantage);
        environment.put("TRIMTAB_CLUSTER", cluster());
        environment.put("TRIMTAB_CLUSTER_NAME", CLUSTER_NAME);
        environment.put("TRIMTAB_KEY", key.file().toString());
        environment.put("TRIMTAB_CONTROLLER_KEY", controllerKey().toString());
        environment.put("TRIMTAB_ALLOW_RANGES", "127.0.0.0/8");
        return new ChildProcess.Program(
                "agent-" + vantage, jvm("-Xmx96m", SMALL), "dev.trimtab.agent.AgentMain", List.of(), environment);
    }

    /** Made by the controller at its first start; agents need it. */
    Path controllerKey() {
        return props.state().resolve("link.pub");
    }

    private String cluster() {
        return "127.0.0.1:" + props.ports().cluster();
    }

    private List<String> jvm(String heap, List<String> more) {
        List<String> options = new ArrayList<>();
        Path shared = home.resolve("bin").resolve("jvm-options");
        if (Files.isReadable(shared)) {
            options.add("@" + shared);
        }
        options.add(heap);
        options.addAll(more);
        return options;
    }
}
