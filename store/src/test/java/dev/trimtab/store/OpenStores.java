package dev.trimtab.store;

import dev.trimtab.contract.AuditTrailContract;
import dev.trimtab.contract.InterventionStoreContract;
import dev.trimtab.contract.PlanStoreContract;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.port.AuditTrail;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.PlanStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** Stores that tests open on one address, one for each controller, and the contracts on them. */
final class OpenStores implements AutoCloseable {
    private final Deque<Store> open = new ArrayDeque<>();
    private final Map<String, Store> byController = new HashMap<>();
    final List<Event> events = new CopyOnWriteArrayList<>();

    Store open(StoreAddress address, Path state, String controller, Instant now) {
        Store store = Store.open(address, state, controller, () -> now, events::add);
        open.push(store);
        return store;
    }

    Store of(StoreAddress address, Path state, String controller, Instant now) {
        return byController.computeIfAbsent(controller, id -> open(address, state, id, now));
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /** The contract of plans on a store whose address a subclass knows. */
    abstract static class Plans extends PlanStoreContract {
        private final OpenStores stores = new OpenStores();

        abstract StoreAddress address();

        abstract Path state();

        @Override
        protected PlanStore store() {
            return stores.of(address(), state(), "a", NOW).plans();
        }

        @Override
        protected PlanStore reopened() {
            return stores.open(address(), state(), "anew", NOW).plans();
        }

        @AfterEach
        void close() {
            stores.close();
        }
    }

    abstract static class Wishes extends InterventionStoreContract {
        private final OpenStores stores = new OpenStores();

        abstract StoreAddress address();

        abstract Path state();

        @Override
        protected InterventionStore store() {
            return stores.of(address(), state(), "a", NOW).interventions();
        }

        @Override
        protected InterventionStore reopenedAt(Instant now) {
            return stores.open(address(), state(), "anew", now).interventions();
        }

        @AfterEach
        void close() {
            stores.close();
        }
    }

    abstract static class Audits extends AuditTrailContract {
        private final OpenStores stores = new OpenStores();

        abstract StoreAddress address();

        abstract Path state();

        @Override
        protected AuditTrail trail(String controller) {
            return stores.of(address(), state(), controller, NOW).audit();
        }

        @AfterEach
        void close() {
            stores.close();
        }
    }
}
