package dev.trimtab.agent;

import dev.trimtab.agent.probe.AllowedRanges;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.link.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What an agent process is told by its environment.
 *
 * @param way to the controllers
 * @param key signs this vantage's reports
 * @param controllerKey assignments are signed with its other half
 */
record AgentSettings(VantageId vantage, Way way, PrivateKey key, PublicKey controllerKey, AllowedRanges allowed) {
    private static final Pattern HOST_PORT = Pattern.compile("(?:[^\\s:]+|\\[[0-9a-fA-F:.]+\\]):[0-9]{1,5}");

    /** How the controllers are reached. */
    sealed interface Way {
        /** As a client of their cluster: inside their own trusted network only. */
        record Direct(List<InetSocketAddress> cluster, String clusterName) implements Way {
            public Direct {
                cluster = List.copyOf(cluster);
            }
        }

        /** By their gateways: from everywhere else. */
        record Gateways(List<InetSocketAddress> gateways, TlsFiles.Settings tls) implements Way {
            public Gateways {
                gateways = List.copyOf(gateways);
            }
        }
    }

    /** Settings, or everything that is wrong with them. */
    sealed interface Reading {
        record Good(AgentSettings settings) implements Reading {}

        record Bad(List<String> problems) implements Reading {}
    }

    static Reading read(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Optional<VantageId> vantage = value(environment, "TRIMTAB_VANTAGE", VantageId::new, problems);
        Optional<Way> way = environment.containsKey("TRIMTAB_GATEWAYS")
                ? gateways(environment, problems)
                : direct(environment, problems);
        Optional<PrivateKey> key = value(environment, "TRIMTAB_KEY", keyFile(Keys::privateKey), problems);
        Optional<PublicKey> controllerKey =
                value(environment, "TRIMTAB_CONTROLLER_KEY", keyFile(Keys::publicKey), problems);
        AllowedRanges allowed = AllowedRanges.PUBLIC_ONLY;
        if (environment.containsKey(AllowedRanges.SETTING)) {
            allowed = value(environment, AllowedRanges.SETTING, AllowedRanges::of, problems, Empty.ALLOWED)
                    .orElse(allowed);
        }
        if (!problems.isEmpty()) {
            return new Reading.Bad(problems);
        }
        return new Reading.Good(new AgentSettings(
                vantage.orElseThrow(), way.orElseThrow(), key.orElseThrow(), controllerKey.orElseThrow(), allowed));
    }

    private static Optional<Way> direct(Map<String, String> environment, List<String> problems) {
        String name = environment.getOrDefault("TRIMTAB_CLUSTER_NAME", "trimtab");
        return value(environment, "TRIMTAB_CLUSTER", AgentSettings::members, problems)
                .map(members -> new Way.Direct(members, name));
    }

    private static Optional<Way> gateways(Map<String, String> environment, List<String> problems) {
        if (environment.containsKey("TRIMTAB_CLUSTER")) {
            problems.add("TRIMTAB_GATEWAYS and TRIMTAB_CLUSTER are both set: an agent has one way to its controllers");
        }
        Optional<List<InetSocketAddress>> gateways =
                value(environment, "TRIMTAB_GATEWAYS", AgentSettings::members, problems);
        Optional<Path> certificate = value(environment, "TRIMTAB_CERT_FILE", Path::of, problems);
        Optional<Path> key = value(environment, "TRIMTAB_KEY_FILE", Path::of, problems);
        Optional<Path> authorities = value(environment, "TRIMTAB_CA_FILE", Path::of, problems);
        return gateways.isEmpty() || certificate.isEmpty() || key.isEmpty() || authorities.isEmpty()
                ? Optional.empty()
                : Optional.of(new Way.Gateways(
                        gateways.get(), new TlsFiles.Settings(certificate.get(), key.get(), authorities.get())));
    }

    private enum Empty {
        ALLOWED,
        REFUSED
    }

    private interface KeyReader<T> {
        T read(Path file) throws IOException;
    }

    private static <T> Function<String, T> keyFile(KeyReader<T> reader) {
        return file -> {
            try {
                return reader.read(Path.of(file));
            } catch (IOException unreadable) {
                throw new IllegalArgumentException("cannot read " + file, unreadable);
            } catch (IllegalArgumentException noKey) {
                throw new IllegalArgumentException(file + ": " + noKey.getMessage(), noKey);
            }
        };
    }

    private static List<InetSocketAddress> members(String text) {
        List<InetSocketAddress> members = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(AgentSettings::member)
                .toList();
        if (members.isEmpty()) {
            throw new IllegalArgumentException("no host:port in: " + text);
        }
        return members;
    }

    /** Left unresolved: the link resolves at each attempt, since a pod's address changes. */
    private static InetSocketAddress member(String text) {
        int colon = text.lastIndexOf(':');
        if (!HOST_PORT.matcher(text).matches() || Integer.parseInt(text.substring(colon + 1)) > 65_535) {
            throw new IllegalArgumentException("not host:port: " + text);
        }
        return InetSocketAddress.createUnresolved(
                text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static <T> Optional<T> value(
            Map<String, String> environment, String name, Function<String, T> parse, List<String> problems) {
        return value(environment, name, parse, problems, Empty.REFUSED);
    }

    private static <T> Optional<T> value(
            Map<String, String> environment,
            String name,
            Function<String, T> parse,
            List<String> problems,
            Empty empty) {
        String text = environment.getOrDefault(name, "").strip();
        if (text.isEmpty() && empty == Empty.REFUSED) {
            problems.add(name + " is not set");
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException wrong) {
            problems.add(name + ": " + wrong.getMessage());
            return Optional.empty();
        }
    }
}
