package dev.trimtab.controller.cluster;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.KeyPem;
import dev.trimtab.core.spec.Spec;
import java.security.PublicKey;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The public keys of a configuration's vantages. A vantage without a readable key has none, and is refused. */
record VantageKeys(SortedMap<VantageId, PublicKey> keys, SortedMap<VantageId, String> unreadable) {
    static final VantageKeys NONE = new VantageKeys(Collections.emptySortedMap(), Collections.emptySortedMap());

    static VantageKeys of(Spec spec) {
        SortedMap<VantageId, PublicKey> keys = new TreeMap<>();
        SortedMap<VantageId, String> unreadable = new TreeMap<>();
        spec.vantages().forEach((id, vantage) -> {
            try {
                vantage.publicKey().ifPresent(text -> keys.put(id, KeyPem.readBase64(text)));
            } catch (IllegalArgumentException notAKey) {
                unreadable.put(id, "publicKey of vantage " + id + " is " + notAKey.getMessage());
            }
        });
        return new VantageKeys(Collections.unmodifiableSortedMap(keys), Collections.unmodifiableSortedMap(unreadable));
    }

    /** The key of whoever calls itself this; empty for nonsense and for strangers. */
    Optional<PublicKey> of(String vantage) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getKey().value().equals(vantage))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
