package dev.trimtab.core.port;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;

/**
 * The way to whatever opens and closes an origin for strangers. Blocking; never throws for what the other side does: a
 * timeout after sending is {@link Gate.Answer.InDoubt}. Asking again under the same token is the same asking.
 */
public interface BypassGate {
    /** One that nothing is connected to. */
    BypassGate NONE = (origin, bypass, ask, token, timeout) ->
            new Gate.Answer.Rejected("this controller has no way to ask the gate of " + origin);

    Gate.Answer ask(CdnId origin, CdnSpec.Bypass bypass, Gate.Ask ask, String token, Duration timeout);
}
