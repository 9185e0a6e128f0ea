package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import java.util.concurrent.CompletableFuture;

/** Makes looks. Never blocks; the future always completes with a look, at the latest when the check's timeout is over. */
public interface Prober extends AutoCloseable {
    CompletableFuture<Look> look(Check check, Look.Turn turn);

    @Override
    void close();
}
