package dev.trimtab.core.spec;

import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.VantageId;
import java.util.Optional;

/**
 * A configured vantage.
 *
 * @param publicKey its Ed25519 key, X.509 SubjectPublicKeyInfo in Base64; without one its reports are refused unless the
 *     controller is told the keys elsewhere
 */
public record VantageSpec(VantageId id, RegionId region, Network network, Optional<String> publicKey) {}
