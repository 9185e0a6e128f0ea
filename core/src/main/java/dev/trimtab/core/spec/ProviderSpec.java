package dev.trimtab.core.spec;

import dev.trimtab.core.name.ProviderId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configured DNS service.
 *
 * @param type {@code embedded}, {@code powerdns}, {@code rfc2136}; others are known and not built yet
 * @param zone the zone that holds the steered names, fully qualified
 * @param credential name of the credential, when the type needs one
 * @param settings what only this type knows (addresses, key names), already checked for unknown keys
 */
public record ProviderSpec(
        ProviderId id, String type, String zone, Optional<String> credential, SortedMap<String, String> settings) {
    public ProviderSpec {
        settings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    /** A setting that the reader has already required. */
    public String setting(String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new IllegalStateException("provider " + id + " has no setting " + key);
        }
        return value;
    }

    /** A setting or its default. */
    public String setting(String key, String otherwise) {
        return Map.copyOf(settings).getOrDefault(key, otherwise);
    }
}
