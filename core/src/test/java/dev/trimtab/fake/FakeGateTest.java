package dev.trimtab.fake;

import dev.trimtab.contract.BypassGateContract;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;
import java.util.Optional;

final class FakeGateTest extends BypassGateContract {
    private final FakeGate gate = new FakeGate();

    @Override
    protected BypassGate gate() {
        return gate;
    }

    @Override
    protected CdnSpec.Bypass bypass() {
        return new CdnSpec.Bypass(
                Optional.of("https://gate.example.net/"), Optional.empty(), Duration.ofSeconds(10), Optional.empty());
    }

    @Override
    protected void behaves(Manner manner) {
        gate.behaves(manner);
    }

    @Override
    protected boolean isOpen() {
        return gate.isOpen();
    }

    @Override
    protected int openings() {
        return gate.openings();
    }
}
