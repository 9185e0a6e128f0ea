package dev.trimtab.controller.leadership;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.provider.rfc2136.ZoneLease;
import dev.trimtab.store.PostgresConnections;
import dev.trimtab.store.StoreAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where this controller competes for the lead, as {@code TRIMTAB_LEADERSHIP} and its companions say.
 *
 * @param lease how long who leads may write after a renewal
 * @param identity by which the other controllers know this one
 * @param zone the provider in whose zone the lease is, for leadership by zone
 * @param kubernetes what a pod is told of its API server, for leadership by Kubernetes
 */
public record LeadershipChoice(
        Place place, Duration lease, String identity, Optional<ProviderId> zone, Map<String, String> kubernetes) {
    /** The default (DESIGN): renewed every three seconds. */
    private static final int LEASE_S = 15;

    /** Below, no write fits into what is left after a renewal that is late. */
    private static final int LEASE_MIN_S = 5;

    private static final int LEASE_MAX_S = 60;

    /** Of one read or write at a provider, where the lease allows as much. */
    private static final Duration WRITE_TIMEOUT_MAX = Duration.ofSeconds(4);

    /** Where controllers meet. */
    public enum Place {
        LOCAL,
        POSTGRESQL,
        KUBERNETES,
        ZONE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LeadershipChoice {
        kubernetes = Map.copyOf(kubernetes);
    }

    /** What the variables say; what is wrong is added to the problems. */
    public static LeadershipChoice read(Map<String, String> variables, List<String> problems) {
        String word = variables.getOrDefault("TRIMTAB_LEADERSHIP", Place.LOCAL.word());
        Optional<Place> place = Arrays.stream(Place.values())
                .filter(one -> one.word().equals(word))
                .findFirst();
        if (place.isEmpty()) {
            problems.add("TRIMTAB_LEADERSHIP should be one of "
                    + Arrays.stream(Place.values()).map(Place::word).collect(Collectors.joining(", ")) + " and is: "
                    + word);
        }
        String zone = variables.getOrDefault("TRIMTAB_LEADERSHIP_ZONE", "");
        if (place.equals(Optional.of(Place.ZONE)) && zone.isBlank()) {
            problems.add("TRIMTAB_LEADERSHIP_ZONE is not set: the id of the provider of type rfc2136 in whose zone"
                    + " the lease is");
        }
        if (place.equals(Optional.of(Place.POSTGRESQL))
                && !variables.getOrDefault("TRIMTAB_STORE", "file").startsWith("postgresql:")) {
            problems.add("TRIMTAB_LEADERSHIP=postgresql needs TRIMTAB_STORE=postgresql://host:port/database: the lease"
                    + " is a row there");
        }
        TreeMap<String, String> kubernetes = new TreeMap<>(variables);
        kubernetes
                .keySet()
                .removeIf(key -> !key.startsWith("KUBERNETES_SERVICE_")
                        && !key.startsWith("TRIMTAB_KUBERNETES_")
                        && !key.equals("TRIMTAB_LEASE_NAME"));
        return new LeadershipChoice(
                place.orElse(Place.LOCAL),
                lease(variables, problems),
                identity(variables, problems),
                zone.isBlank() ? Optional.empty() : provider(zone, problems),
                kubernetes);
    }

    private static Optional<ProviderId> provider(String zone, List<String> problems) {
        try {
            return Optional.of(new ProviderId(zone));
        } catch (IllegalArgumentException notAnId) {
            problems.add("TRIMTAB_LEADERSHIP_ZONE should be the id of a provider and is: " + zone);
            return Optional.empty();
        }
    }

    private static Duration lease(Map<String, String> variables, List<String> problems) {
        String text = variables.getOrDefault("TRIMTAB_LEASE", Integer.toString(LEASE_S));
        try {
            int seconds = Integer.parseInt(text);
            if (seconds >= LEASE_MIN_S && seconds <= LEASE_MAX_S) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException nonsense) {
            // Told below, like any other that does not fit.
        }
        problems.add("TRIMTAB_LEASE should be seconds from " + LEASE_MIN_S + " to " + LEASE_MAX_S + " and is: " + text);
        return Duration.ofSeconds(LEASE_S);
    }

    private static String identity(Map<String, String> variables, List<String> problems) {
        String given = variables.getOrDefault("TRIMTAB_IDENTITY", "");
        if (!given.isEmpty() && !given.matches("[A-Za-z0-9._-]{1,100}")) {
            problems.add(
                    "TRIMTAB_IDENTITY should be 1 to 100 letters, digits, dots, dashes, underscores and is: " + given);
        }
        if (!given.isEmpty()) {
            return given;
        }
        String host = host(variables).replaceAll("[^A-Za-z0-9._-]", "-");
        return host.substring(0, Math.min(host.length(), 80)) + "-"
                + ProcessHandle.current().pid();
    }

    private static String host(Map<String, String> variables) {
        String told = variables.getOrDefault("HOSTNAME", "");
        try {
            return told.isEmpty() ? InetAddress.getLocalHost().getHostName() : told;
        } catch (UnknownHostException nameless) {
            return "controller";
        }
    }

    /**
     * Why this controller must not start beside others: it would compete with none of them, or keep what operators ask for
     * to itself.
     */
    public List<String> alone(List<InetSocketAddress> others, StoreAddress store) {
        List<String> problems = new ArrayList<>();
        if (others.isEmpty()) {
            return problems;
        }
        if (place == Place.LOCAL) {
            problems.add(
                    "TRIMTAB_LEADERSHIP is local, and TRIMTAB_CLUSTER_MEMBERS names other controllers, each of which"
                            + " would lead by a lock of its own: set TRIMTAB_LEADERSHIP to postgresql, kubernetes or zone on all"
                            + " of them");
        }
        if (place != Place.ZONE && store instanceof StoreAddress.Embedded) {
            problems.add("TRIMTAB_STORE is file, and TRIMTAB_CLUSTER_MEMBERS names other controllers, which cannot read"
                    + " it: what operators ask of one would be unknown to the others. Set"
                    + " TRIMTAB_STORE=postgresql://host:port/database on all of them");
        }
        return problems;
    }

    /** What sites that share nothing but their zone have to live with; empty when there is nothing to be said. */
    public Optional<String> apart(StoreAddress store) {
        return place == Place.ZONE && store instanceof StoreAddress.Embedded
                ? Optional.of(
                        "TRIMTAB_STORE is file: drains, pins and freezes that this controller accepts are known to"
                                + " no other one; say them to the one that leads, and again when another takes over")
                : Optional.empty();
    }

    /** What one read or write at a provider may take: with its margin it fits into half a lease. */
    public Duration writeTimeout() {
        Duration fits = lease.dividedBy(2).minusSeconds(1);
        return fits.compareTo(WRITE_TIMEOUT_MAX) < 0 ? fits : WRITE_TIMEOUT_MAX;
    }

    /**
     * Competes from now on.
     *
     * @param state this controller's folder
     * @param spec whose provider holds the zone; what changes of it later counts from the next start on
     * @param owner opaque hash of the installation's name
     * @throws IOException when this cannot be; a sentence
     */
    public Leadership begin(Path state, Spec spec, String owner, StoreAddress store) throws IOException {
        return switch (place) {
            case LOCAL -> LocalLeadership.take(state.resolve("fence"), identity, lease);
            case POSTGRESQL -> contested(postgres(store));
            case KUBERNETES ->
                contested(new KubernetesLease(
                        KubernetesApi.of(kubernetes),
                        kubernetes.getOrDefault("TRIMTAB_LEASE_NAME", "trimtab"),
                        InstantSource.system()));
            case ZONE -> contested(zone(spec, owner));
        };
    }

    private Leadership contested(LeaseRecord record) {
        return ContestedLeadership.begin(record, identity, lease);
    }

    private static LeaseRecord postgres(StoreAddress store) throws IOException {
        if (store instanceof StoreAddress.Postgres address) {
            return new PostgresLease(new PostgresConnections(address), address.where());
        }
        throw new IOException("TRIMTAB_LEADERSHIP=postgresql needs TRIMTAB_STORE=postgresql://host:port/database");
    }

    private LeaseRecord zone(Spec spec, String owner) throws IOException {
        ProviderId id = zone.orElseThrow();
        ProviderSpec provider = spec.providers().get(id);
        if (provider == null || !provider.type().equals("rfc2136")) {
            throw new IOException(
                    "TRIMTAB_LEADERSHIP_ZONE=" + id + " is no provider of type rfc2136 in the configuration"
                            + (provider == null ? "" : " (it is of type " + provider.type() + ")")
                            + ": only those can hold a lease");
        }
        Path key = Path.of(provider.credential()
                .map(name -> spec.credentials().get(name))
                .map(found -> found.settings().getOrDefault("path", ""))
                .orElseThrow(() -> new IOException("provider " + id + " has no credential")));
        return ZoneLease.of(provider, key, owner);
    }
}
