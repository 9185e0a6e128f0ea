package dev.trimtab.core.spec;

import dev.trimtab.core.name.RegionId;
import java.util.List;

/**
 * A group of users steered apart.
 *
 * @param continents two-letter continent codes
 * @param countries ISO 3166-1 alpha-2 codes
 * @param networks CIDR prefixes
 * @param usersBp its part of all users in basis points, for weighing regions against each other
 */
public record RegionSpec(
        RegionId id, List<String> continents, List<String> countries, List<String> networks, int usersBp) {
    public RegionSpec {
        continents = List.copyOf(continents);
        countries = List.copyOf(countries);
        networks = List.copyOf(networks);
    }
}
