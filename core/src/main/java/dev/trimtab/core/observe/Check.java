package dev.trimtab.core.observe;

import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.RequestSpec;
import java.util.List;

/**
 * A check with all that is needed to make it.
 *
 * @param kind which path it walks
 * @param answer where it looks: a name to resolve, or addresses
 * @param probeAt {@code address:port} to connect to instead, or empty
 * @param request with {@code {host}} already put in; {@code {nonce}} is put in for each look
 */
public record Check(
        CheckId id,
        ProbeKind kind,
        Answer answer,
        String probeAt,
        RequestSpec request,
        List<Assertion> assertions,
        DetectSpec detect) {
    public Check {
        assertions = List.copyOf(assertions);
    }

    /** One of the application's page. */
    public Check(
            CheckId id,
            Answer answer,
            String probeAt,
            RequestSpec request,
            List<Assertion> assertions,
            DetectSpec detect) {
        this(id, ProbeKind.APPLICATION, answer, probeAt, request, assertions, detect);
    }

    /**
     * Whether it says nothing that agents of before assignments of version 2 do not know. Of the paths that users walk they
     * know no kinds: all are made alike.
     */
    boolean plain() {
        return kind.userPath()
                && request.plain()
                && detect.budget() == DetectSpec.BUDGET_DEFAULT
                && assertions.stream().allMatch(Assertion::plain);
    }
}
