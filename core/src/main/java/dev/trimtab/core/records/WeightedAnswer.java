package dev.trimtab.core.records;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.spec.Answer;

/**
 * One of the answers of a record set.
 *
 * @param shareBp its share in basis points, above zero: an answer without share is left out
 */
public record WeightedAnswer(CdnId cdn, Answer answer, int shareBp) {
    public WeightedAnswer {
        if (shareBp <= 0 || shareBp > 10_000) {
            throw new IllegalArgumentException("share of " + cdn + " is " + shareBp + " bp, not 1 to 10000");
        }
    }
}
