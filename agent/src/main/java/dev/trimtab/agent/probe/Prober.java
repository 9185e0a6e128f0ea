package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import java.util.concurrent.CompletableFuture;

/** Makes looks. Never blocks; the future always completes with a look, soon after the check's timeout at the latest. */
public interface Prober extends AutoCloseable {
    CompletableFuture<Sight> look(Check check, Look.Turn turn);

    @Override
    void close();
}
