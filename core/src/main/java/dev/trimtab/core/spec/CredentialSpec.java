package dev.trimtab.core.spec;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A secret by reference: never its value.
 *
 * @param type {@code file} (a path that is re-read when it changes) or a vendor's scheme
 * @param settings such as {@code path}
 */
public record CredentialSpec(String name, String type, SortedMap<String, String> settings) {
    public CredentialSpec {
        settings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
}
