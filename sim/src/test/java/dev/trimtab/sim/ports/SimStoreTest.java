package dev.trimtab.sim.ports;

import dev.trimtab.contract.InterventionStoreContract;
import dev.trimtab.contract.PlanStoreContract;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.PlanStore;
import java.time.Instant;
import org.junit.jupiter.api.Nested;

/** The simulator's store is held to what the real ones are held to. */
class SimStoreTest {
    @Nested
    class Plans extends PlanStoreContract {
        private final SimStore store = new SimStore();

        @Override
        protected PlanStore store() {
            return store.plans();
        }

        @Override
        protected PlanStore reopened() {
            return store.plans();
        }
    }

    @Nested
    class Wishes extends InterventionStoreContract {
        private final SimStore store = new SimStore();

        @Override
        protected InterventionStore store() {
            return store.interventionsAt(() -> NOW);
        }

        @Override
        protected InterventionStore reopenedAt(Instant now) {
            return store.interventionsAt(() -> now);
        }
    }
}
