package dev.trimtab.controller.publish;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.spec.CredentialSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.provider.embedded.EmbeddedDns;
import dev.trimtab.provider.embedded.EmbeddedProvider;
import dev.trimtab.provider.embedded.ServedZone;
import dev.trimtab.provider.powerdns.PowerDnsProvider;
import dev.trimtab.provider.rfc2136.Rfc2136Provider;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Makes the adapters of a configuration. A provider whose description did not change keeps its adapter over a reload; the
 * embedded server keeps answering and is opened anew only when its zones change.
 */
public final class Providers implements Supplier<SortedMap<ProviderId, DnsProvider>>, AutoCloseable {
    private final Vertx vertx;
    private final List<InetSocketAddress> dns;
    private final Path folder;
    private final InstantSource clock;
    private final Supplier<List<InetSocketAddress>> copies;
    private final Map<ProviderId, Made> made = new TreeMap<>();
    private volatile SortedMap<ProviderId, DnsProvider> current = new TreeMap<>();
    private Optional<EmbeddedDns> server = Optional.empty();
    private List<ProviderSpec> served = List.of();
    private List<ServedZone> servedZones = List.of();

    private record Made(ProviderSpec spec, Optional<CredentialSpec> credential, DnsProvider adapter) {}

    /**
     * @param folder where the embedded server keeps its zones
     * @param copies where the other controllers' embedded servers answer for the same zones
     */
    public Providers(
            Vertx vertx,
            List<InetSocketAddress> dns,
            Path folder,
            InstantSource clock,
            Supplier<List<InetSocketAddress>> copies) {
        this.copies = copies;
        this.vertx = vertx;
        this.dns = List.copyOf(dns);
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public SortedMap<ProviderId, DnsProvider> get() {
        return current;
    }

    /**
     * Takes over a configuration.
     *
     * @throws EmbeddedDns.CannotListen when an address of the embedded server is taken
     */
    public synchronized void take(Spec spec) {
        TreeMap<ProviderId, DnsProvider> next = new TreeMap<>();
        embedded(spec, next);
        for (ProviderSpec provider : spec.providers().values()) {
            Optional<CredentialSpec> credential =
                    provider.credential().map(name -> spec.credentials().get(name));
            switch (provider.type()) {
                case "powerdns" -> next.put(provider.id(), keep(provider, credential, PowerDnsProvider::of));
                case "rfc2136" -> next.put(provider.id(), keep(provider, credential, Rfc2136Provider::of));
                default -> {
                    // Embedded ones are made together; other types are warned of by the configuration and steer
                    // nothing.
                }
            }
        }
        made.entrySet().removeIf(old -> {
            boolean gone = !next.containsKey(old.getKey());
            if (gone) {
                old.getValue().adapter().close();
            }
            return gone;
        });
        current = Collections.unmodifiableSortedMap(next);
    }

    private interface Maker {
        DnsProvider make(ProviderSpec spec, Path secret);
    }

    private DnsProvider keep(ProviderSpec spec, Optional<CredentialSpec> credential, Maker maker) {
        Made old = made.get(spec.id());
        if (old != null && old.spec().equals(spec) && old.credential().equals(credential)) {
            return old.adapter();
        }
        Path secret = Path.of(credential
                .map(found -> found.settings().getOrDefault("path", ""))
                .orElseThrow(() -> new IllegalStateException("provider " + spec.id() + " has no credential")));
        DnsProvider adapter = maker.make(spec, secret);
        made.put(spec.id(), new Made(spec, credential, adapter));
        // Only when the new one stands is the old one ended: a reload that is refused leaves everything as it was.
        if (old != null) {
            old.adapter().close();
        }
        return adapter;
    }

    private void embedded(Spec spec, Map<ProviderId, DnsProvider> next) {
        List<ProviderSpec> wanted = spec.providers().values().stream()
                .filter(provider -> provider.type().equals("embedded"))
                .toList();
        if (!wanted.equals(served)) {
            List<ServedZone> zones = new ArrayList<>();
            wanted.forEach(provider -> zones.add(open(provider)));
            replaceServer(zones);
            for (int i = 0; i < wanted.size(); i++) {
                ProviderSpec provider = wanted.get(i);
                made.put(
                        provider.id(),
                        new Made(
                                provider,
                                Optional.empty(),
                                new EmbeddedProvider(provider.id(), zones.get(i), server.orElseThrow(), copies)));
            }
            served = wanted;
        }
        wanted.forEach(provider -> Optional.ofNullable(made.get(provider.id()))
                .ifPresent(found -> next.put(provider.id(), found.adapter())));
    }

    /** The addresses are the same, so the old server goes first; if the new one cannot listen, the old zones are served on. */
    private void replaceServer(List<ServedZone> zones) {
        List<ServedZone> before = served.isEmpty() ? List.of() : servedZones;
        server.ifPresent(EmbeddedDns::close);
        server = Optional.empty();
        try {
            listen(zones);
            servedZones = List.copyOf(zones);
        } catch (RuntimeException cannotListen) {
            listen(before);
            throw cannotListen;
        }
    }

    private void listen(List<ServedZone> zones) {
        if (!zones.isEmpty()) {
            EmbeddedDns fresh = new EmbeddedDns(vertx, dns, zones);
            fresh.start();
            server = Optional.of(fresh);
        }
    }

    private ServedZone open(ProviderSpec provider) {
        try {
            return ServedZone.open(provider, folder.resolve(provider.id() + ".json"), clock);
        } catch (IOException diskRefuses) {
            throw new UncheckedIOException(diskRefuses);
        }
    }

    /** The zones that the embedded server serves, by provider. */
    public synchronized SortedMap<ProviderId, ServedZone> zones() {
        TreeMap<ProviderId, ServedZone> zones = new TreeMap<>();
        for (int i = 0; i < served.size(); i++) {
            zones.put(served.get(i).id(), servedZones.get(i));
        }
        return zones;
    }

    /** Where the embedded server listens; empty without one. */
    public synchronized List<InetSocketAddress> listening() {
        return server.map(EmbeddedDns::addresses).orElse(List.of());
    }

    /** Answers are given until this moment. */
    @Override
    public synchronized void close() {
        made.values().forEach(old -> old.adapter().close());
        server.ifPresent(EmbeddedDns::close);
    }
}
