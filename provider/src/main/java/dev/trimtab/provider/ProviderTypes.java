package dev.trimtab.provider;

import dev.trimtab.core.records.Capabilities;
import dev.trimtab.provider.embedded.EmbeddedProvider;
import dev.trimtab.provider.powerdns.PowerDnsProvider;
import dev.trimtab.provider.rfc2136.Rfc2136Provider;
import java.util.Optional;

/** What the types of {@code providers} can express, without a provider at hand: for checks before anything runs. */
public final class ProviderTypes {
    private ProviderTypes() {}

    /** Empty for a type that this build cannot write to. */
    public static Optional<Capabilities> capabilities(String type) {
        return switch (type) {
            case "embedded" -> Optional.of(EmbeddedProvider.CAPABILITIES);
            case "powerdns" -> Optional.of(PowerDnsProvider.CAPABILITIES);
            case "rfc2136" -> Optional.of(Rfc2136Provider.CAPABILITIES);
            default -> Optional.empty();
        };
    }
}
