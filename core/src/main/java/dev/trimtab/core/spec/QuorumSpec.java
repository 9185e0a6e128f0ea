package dev.trimtab.core.spec;

/**
 * How many must agree, counted in networks of vantages (R8).
 *
 * @param networks distinct networks that must hold one belief
 * @param reporting distinct networks that must report at all
 */
public record QuorumSpec(int networks, int reporting) {
    public QuorumSpec {
        if (networks < 1 || reporting < networks) {
            throw new IllegalArgumentException(
                    "quorum: networks >= 1 and reporting >= networks, was " + networks + " and " + reporting);
        }
    }
}
