package dev.trimtab.chaos.stage;

import dev.trimtab.cli.pki.PkiCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Keys of the controllers among themselves, and certificates of gateways and of the agents that come in by them. */
final class Credentials {
    private static final int KEY_BYTES = 32;

    private Credentials() {}

    static void write(Path folder, Topology topology) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Files.writeString(folder.resolve("cluster.key"), Base64.getEncoder().encodeToString(key));
        if (topology.gatewayAgents() > 0) {
            pki(folder, "init");
            for (String host : topology.controllerHosts()) {
                pki(folder, "issue", "gateway/" + host, "--host", host + ".chaos.test");
            }
            for (String vantage : topology.vantages()) {
                if (topology.byGateway(vantage)) {
                    pki(folder, "issue", "vantage/" + vantage);
                }
            }
        }
    }

    /** As {@code trimtab pki} would on a command line. */
    private static void pki(Path folder, String... words) throws IOException {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        CommandLine line = new CommandLine(new PkiCommand()).setOut(writer).setErr(writer);
        String[] all = Stream.concat(
                        Arrays.stream(words),
                        Stream.of("--dir", folder.resolve("pki").toString()))
                .toArray(String[]::new);
        if (line.execute(all) != 0) {
            throw new IOException("trimtab pki " + String.join(" ", all) + ": " + said);
        }
    }

    static Map<String, String> ofController(Path folder, Topology topology, Network network, String host) {
        Map<String, String> variables = new HashMap<>();
        variables.put("TRIMTAB_CLUSTER_KEY_FILE", folder.resolve("cluster.key").toString());
        variables.put("TRIMTAB_LINK_KEY_FILE", folder.resolve("link.key").toString());
        if (topology.gatewayAgents() > 0) {
            Path own = folder.resolve("pki/gateway/" + host);
            variables.put("TRIMTAB_GATEWAY", network.address(host) + ":" + Topology.GATEWAY);
            variables.put("TRIMTAB_GATEWAY_CERT_FILE", own.resolve("tls.crt").toString());
            variables.put("TRIMTAB_GATEWAY_KEY_FILE", own.resolve("tls.key").toString());
            variables.put("TRIMTAB_GATEWAY_CA_FILE", own.resolve("ca.crt").toString());
        }
        return variables;
    }

    static Map<String, String> ofAgent(Path folder, Topology topology, String vantage) {
        Path own = folder.resolve("pki/vantage/" + vantage);
        return Map.of(
                "TRIMTAB_GATEWAYS",
                topology.controllerHosts().stream()
                        .map(host -> host + ".chaos.test:" + Topology.GATEWAY)
                        .collect(Collectors.joining(",")),
                "TRIMTAB_CERT_FILE",
                own.resolve("tls.crt").toString(),
                "TRIMTAB_KEY_FILE",
                own.resolve("tls.key").toString(),
                "TRIMTAB_CA_FILE",
                own.resolve("ca.crt").toString());
    }
}
