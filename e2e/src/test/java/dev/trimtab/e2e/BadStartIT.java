package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller that should not start does not, and says why in words; one that can, does. */
class BadStartIT {
    private static final String GOOD = """
            apiVersion: trimtab.dev/v1
            kind: Config
            providers:
              - { name: here, type: embedded, zone: here.example }
            cdns:
              - { name: edge-a, kind: edge }
              - { name: edge-b, kind: edge }
            vantages:
              - { name: fra, region: default, network: AS64500 }
              - { name: ams, region: default, network: AS64501 }
            probes:
              home: { kind: application, request: { method: GET, path: "/", host: "{host}" }, assertions: [{ source: status, in: [200] }] }
            names:
              - name: www.here.example
                type: CNAME
                probes: [home]
                targets:
                  - { cdn: edge-a, address: edge-a.example.net, weight: 50 }
                  - { cdn: edge-b, address: edge-b.example.net, weight: 50 }
            """;

    @TempDir
    Path folder;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void a_complete_environment() throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("token"), "a-token-of-the-test");
        Files.writeString(folder.resolve("trimtab.yaml"), GOOD);
        environment.put("TRIMTAB_CONFIG", folder.resolve("trimtab.yaml").toString());
        environment.put("TRIMTAB_STATE", folder.resolve("state").toString());
        environment.put("TRIMTAB_API_TOKEN_FILE", folder.resolve("token").toString());
        environment.put("TRIMTAB_API", "127.0.0.1:" + freePort());
        environment.put("TRIMTAB_DNS", "127.0.0.1:" + freePort());
        int cluster = freePort();
        environment.put("TRIMTAB_CLUSTER", "127.0.0.1:" + cluster);
        environment.put("TRIMTAB_CLUSTER_NAME", "bad-start-" + cluster);
    }

    @Test
    void without_its_variables_it_ends_with_2_and_names_them_all() {
        environment.clear();

        try (JavaProcess controller = start()) {
            assertThat(controller.exitCode()).isEqualTo(2);
            assertThat(controller.output()).contains("TRIMTAB_CONFIG", "TRIMTAB_STATE", "TRIMTAB_API_TOKEN_FILE");
        }
    }

    @Test
    void beside_others_it_does_not_start_with_a_lock_and_a_store_of_its_own() throws IOException {
        Files.writeString(folder.resolve("cluster.key"), "A".repeat(43) + "=");
        environment.put(
                "TRIMTAB_CLUSTER_KEY_FILE", folder.resolve("cluster.key").toString());
        environment.put("TRIMTAB_CLUSTER_MEMBERS", "127.0.0.1:" + freePort());

        try (JavaProcess controller = start()) {
            assertThat(controller.exitCode()).isEqualTo(2);
            assertThat(controller.output())
                    .contains("set TRIMTAB_LEADERSHIP to postgresql, kubernetes or zone")
                    .contains("Set TRIMTAB_STORE=postgresql://host:port/database");
        }
    }

    @Test
    void a_broken_first_configuration_ends_with_2_and_all_its_problems() throws IOException {
        Files.writeString(
                folder.resolve("trimtab.yaml"),
                GOOD.replace("weight: 50", "wieght: 50").replace("AS64501", "AS0"));

        try (JavaProcess controller = start()) {
            assertThat(controller.exitCode()).isEqualTo(2);
            assertThat(controller.output()).contains("wieght", "weight", "AS0", "line ");
        }
    }

    @Test
    void a_taken_port_is_one_sentence_with_the_port() throws IOException {
        for (String variable : List.of("TRIMTAB_API", "TRIMTAB_DNS", "TRIMTAB_CLUSTER")) {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                String before = environment.put(variable, "127.0.0.1:" + taken.getLocalPort());
                try (JavaProcess controller = start()) {
                    assertThat(controller.exitCode()).as(variable).isEqualTo(1);
                    assertThat(controller.output().lines().filter(line -> line.startsWith("trimtab-controller:")))
                            .as(variable)
                            .singleElement()
                            .asString()
                            .contains(Integer.toString(taken.getLocalPort()));
                }
                environment.put(variable, String.valueOf(before));
            }
        }
    }

    @Test
    void with_a_last_good_copy_it_starts_on_it_and_says_so() throws IOException {
        try (JavaProcess controller = start()) {
            await(controller, "/readyz", "\"ready\":true");
        }
        Files.writeString(folder.resolve("trimtab.yaml"), "names: [");

        try (JavaProcess controller = start()) {
            await(controller, "/readyz", "line ");
            assertThat(get("/readyz")).contains("\"ready\":true");
            assertThat(get("/v1/events")).contains("config.rejected");
            assertThat(get("/metrics")).contains("trimtab_config_last_reload_successful 0.0");

            Files.writeString(folder.resolve("trimtab.yaml"), GOOD);
            await(controller, "/metrics", "trimtab_config_last_reload_successful 1.0");
        }
    }

    @Test
    void too_few_networks_for_a_quorum_is_the_first_thing_that_the_overview_says() throws IOException {
        try (JavaProcess controller = start()) {
            await(controller, "/readyz", "\"ready\":true");
            assertThat(get("/v1/overview")).contains("quorum");
        }
    }

    @Test
    void a_signal_ends_it_with_0() throws IOException {
        try (JavaProcess controller = start()) {
            await(controller, "/readyz", "\"ready\":true");
            controller.close();
            assertThat(controller.exitCode()).isZero();
        }
    }

    private JavaProcess start() {
        return JavaProcess.start(
                "dev.trimtab.controller.ControllerMain",
                environment,
                List.of("-Xmx192m"),
                folder.resolve("controller.log"));
    }

    private void await(JavaProcess controller, String path, String text) {
        Awaitility.await(path + " to say " + text).atMost(Duration.ofMinutes(1)).until(() -> {
            if (!controller.alive()) {
                throw new AssertionError("the controller ended: " + controller.output());
            }
            return get(path).contains(text);
        });
    }

    private String get(String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://" + environment.get("TRIMTAB_API") + path)
                            .toURL()
                            .openConnection();
            connection.setRequestProperty("Authorization", "Bearer a-token-of-the-test");
            connection.setReadTimeout(5_000);
            try (var body = connection.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException notYet) {
            return "";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
