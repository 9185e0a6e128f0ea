package dev.trimtab.controller;

import dev.trimtab.controller.gateway.Gateway;
import dev.trimtab.controller.gateway.GatewayVariables;
import dev.trimtab.controller.leadership.LeadershipChoice;
import dev.trimtab.store.StoreAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What belongs to this process and not to the steering, from {@code TRIMTAB_…} variables.
 *
 * @param config the configuration file
 * @param state folder of everything that must outlive the process
 * @param apiTokenFile holds the bearer token of the API
 * @param store where what must outlive every process is
 * @param leadership where this controller competes for the lead
 * @param dns where the embedded DNS server listens
 * @param clusterOthers the other controllers, unresolved: pods change their addresses
 * @param clusterKey file of the MAC's key among controllers; empty for one that is alone, which makes its own
 * @param linkKey file of the key that assignments are signed with; empty for one that is alone, which makes its own
 * @param gateway for vantages elsewhere; without it they come over the cluster
 * @param owner opaque hash of the installation's name, for marks
 */
record Environment(
        Path config,
        Path state,
        InetSocketAddress api,
        Path apiTokenFile,
        List<InetSocketAddress> dns,
        InetSocketAddress cluster,
        List<InetSocketAddress> clusterOthers,
        String clusterName,
        Optional<Path> clusterKey,
        Optional<Path> linkKey,
        Optional<Gateway.Settings> gateway,
        String owner,
        StoreAddress store,
        LeadershipChoice leadership) {

    /** Read, or every problem at once. */
    sealed interface Reading {
        record Good(Environment environment) implements Reading {}

        record Bad(List<String> problems) implements Reading {}
    }

    static Reading read(Map<String, String> variables) {
        List<String> problems = new ArrayList<>();
        Path config = path(
                variables, "TRIMTAB_CONFIG", "the configuration file, such as /etc/trimtab/trimtab.yaml", problems);
        Path state = path(variables, "TRIMTAB_STATE", "a folder for what must outlive the process", problems);
        Path token = path(variables, "TRIMTAB_API_TOKEN_FILE", "a file with the API's bearer token", problems);
        InetSocketAddress api = one(variables, "TRIMTAB_API", "127.0.0.1:8080", problems);
        List<InetSocketAddress> dns = many(variables, "TRIMTAB_DNS", "127.0.0.1:5300", problems);
        InetSocketAddress cluster = one(variables, "TRIMTAB_CLUSTER", "127.0.0.1:5701", problems);
        List<InetSocketAddress> others = unresolved(variables, "TRIMTAB_CLUSTER_MEMBERS", problems);
        Optional<Path> clusterKey = file(variables, "TRIMTAB_CLUSTER_KEY_FILE", problems);
        Optional<Path> linkKey = file(variables, "TRIMTAB_LINK_KEY_FILE", problems);
        if (!others.isEmpty() && clusterKey.isEmpty()) {
            problems.add("TRIMTAB_CLUSTER_KEY_FILE is not set and TRIMTAB_CLUSTER_MEMBERS names other controllers: they"
                    + " believe each other by a key that all of them have; make the file once with"
                    + " `openssl rand -base64 32` and give it to each of them");
        }
        Optional<Gateway.Settings> gateway = GatewayVariables.read(
                variables, key -> many(variables, key, "", problems).stream().findFirst(), problems);
        if (problems.isEmpty() && !Files.isDirectory(state)) {
            problems.add("TRIMTAB_STATE: " + state + " is no folder: create it, writable for this user");
        }
        StoreAddress.Reading store = StoreAddress.read(
                variables.getOrDefault("TRIMTAB_STORE", "file"),
                state,
                variables.getOrDefault("TRIMTAB_STORE_USER", ""),
                variables.getOrDefault("TRIMTAB_STORE_PASSWORD_FILE", ""));
        if (store instanceof StoreAddress.Reading.Bad bad) {
            problems.addAll(bad.problems());
        }
        LeadershipChoice leadership = LeadershipChoice.read(variables, problems);
        if (store instanceof StoreAddress.Reading.Good known) {
            problems.addAll(leadership.alone(others, known.address()));
        }
        if (!problems.isEmpty() || !(store instanceof StoreAddress.Reading.Good good)) {
            return new Reading.Bad(problems);
        }
        return new Reading.Good(new Environment(
                config,
                state,
                api,
                token,
                dns,
                cluster,
                others,
                variables.getOrDefault("TRIMTAB_CLUSTER_NAME", "trimtab"),
                clusterKey,
                linkKey,
                gateway,
                hash(variables.getOrDefault("TRIMTAB_OWNER", "trimtab")),
                good.address(),
                leadership));
    }

    private static Path path(Map<String, String> variables, String key, String meaning, List<String> problems) {
        String value = variables.getOrDefault(key, "");
        if (value.isBlank()) {
            problems.add(key + " is not set: " + meaning);
        }
        return Path.of(value).toAbsolutePath();
    }

    private static Optional<Path> file(Map<String, String> variables, String key, List<String> problems) {
        String value = variables.getOrDefault(key, "").strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Path file = Path.of(value).toAbsolutePath();
        if (!Files.isReadable(file)) {
            problems.add(key + ": " + file + " cannot be read");
        }
        return Optional.of(file);
    }

    /** Resolved at each attempt to join, and not when this process starts: a name may come later, and its address change. */
    private static List<InetSocketAddress> unresolved(
            Map<String, String> variables, String key, List<String> problems) {
        List<InetSocketAddress> found = new ArrayList<>();
        for (String text : variables.getOrDefault(key, "").split(",", -1)) {
            int colon = text.lastIndexOf(':');
            try {
                if (!text.isBlank()) {
                    found.add(InetSocketAddress.createUnresolved(
                            text.substring(0, colon).strip().replaceAll("^\\[|]$", ""),
                            Integer.parseInt(text.substring(colon + 1).strip())));
                }
            } catch (RuntimeException nonsense) {
                problems.add(key + " should be host:port,host:port and has: " + text);
            }
        }
        return found;
    }

    private static InetSocketAddress one(
            Map<String, String> variables, String key, String otherwise, List<String> problems) {
        List<InetSocketAddress> all = many(variables, key, otherwise, problems);
        return all.isEmpty() ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0) : all.get(0);
    }

    private static List<InetSocketAddress> many(
            Map<String, String> variables, String key, String otherwise, List<String> problems) {
        List<InetSocketAddress> found = new ArrayList<>();
        Consumer<String> read = text -> {
            int colon = text.lastIndexOf(':');
            try {
                String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
                int port = Integer.parseInt(text.substring(colon + 1));
                found.add(new InetSocketAddress(InetAddress.getByName(host), port));
            } catch (UnknownHostException | RuntimeException nonsense) {
                problems.add(key + " should be host:port such as 127.0.0.1:8080 and is: " + text);
            }
        };
        Arrays.stream(variables.getOrDefault(key, otherwise).split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .forEach(read);
        return found;
    }

    private static String hash(String installation) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(installation.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
