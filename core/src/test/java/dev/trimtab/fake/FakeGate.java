package dev.trimtab.fake;

import dev.trimtab.contract.BypassGateContract.Manner;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A gate in memory that behaves as it is told. */
public final class FakeGate implements BypassGate {
    private final List<String> opened = new ArrayList<>();
    private final List<Gate.Ask> asked = new ArrayList<>();
    private Manner manner = Manner.WELL;
    private boolean open;

    public synchronized void behaves(Manner now) {
        manner = now;
    }

    public synchronized boolean isOpen() {
        return open;
    }

    public synchronized int openings() {
        return opened.size();
    }

    /** Everything that it was asked, whatever came of it. */
    public synchronized List<Gate.Ask> asked() {
        return List.copyOf(asked);
    }

    @Override
    public synchronized Gate.Answer ask(
            CdnId origin, CdnSpec.Bypass bypass, Gate.Ask ask, String token, Duration timeout) {
        asked.add(ask);
        return switch (manner) {
            case REFUSES -> new Gate.Answer.Rejected("not today");
            case BREAKS, HANGS -> new Gate.Answer.InDoubt("no answer");
            case WELL -> {
                open = ask == Gate.Ask.OPEN;
                if (open && !opened.contains(token)) {
                    opened.add(token);
                }
                yield new Gate.Answer.Accepted();
            }
        };
    }
}
