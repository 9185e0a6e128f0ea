package dev.trimtab.core.records;

import dev.trimtab.core.spec.NameSpec.RecordType;
import java.time.Duration;
import java.util.Set;

/**
 * What a provider can hold and promise.
 *
 * @param weights how faithfully shares are answered
 * @param weightSteps into how many steps the whole divides: 10 000 for basis points, 255 for Route 53, 1 for one-of
 * @param compareAndSet what a write can insist on
 * @param clientHash whether one client keeps its CDN, for every type alike
 * @param regions whether regions can be steered apart
 * @param propagation what its own confirmation is worth
 * @param types what a steered name can be made of here
 * @param ttlMin the least TTL that it accepts
 */
public record Capabilities(
        Weights weights,
        int weightSteps,
        CompareAndSet compareAndSet,
        boolean clientHash,
        boolean regions,
        Propagation propagation,
        Set<RecordType> types,
        Duration ttlMin) {
    /** How faithfully shares are answered. */
    public enum Weights {
        EXACT,
        APPROXIMATE,
        /** One answer at a time: the largest share gets all. */
        ONE_OF
    }

    /** What a write can insist on. */
    public enum CompareAndSet {
        VALUE,
        ETAG,
        ZONE,
        NONE
    }

    /** What its own confirmation is worth. */
    public enum Propagation {
        STRONG,
        WEAK,
        NONE
    }

    public Capabilities {
        types = Set.copyOf(types);
        if (weightSteps < 1) {
            throw new IllegalArgumentException("weightSteps " + weightSteps);
        }
    }
}
