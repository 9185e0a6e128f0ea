package dev.trimtab.core.observe;

import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.RequestSpec;
import java.util.List;

/**
 * A check with all that is needed to make it.
 *
 * @param answer what the name hands out for the target: a name to resolve, or addresses
 * @param probeAt {@code address:port} to connect to instead, or empty
 * @param request with {@code {host}} already put in; {@code {nonce}} is put in for each look
 */
public record Check(
        CheckId id, Answer answer, String probeAt, RequestSpec request, List<Assertion> assertions, DetectSpec detect) {
    public Check {
        assertions = List.copyOf(assertions);
    }
}
