package dev.trimtab.store;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store keeps every contract. */
class SqliteStoreIT {
    @Nested
    class Plans extends OpenStores.Plans {
        @TempDir
        Path folder;

        @Override
        StoreAddress address() {
            return new StoreAddress.Embedded(folder.resolve("trimtab.db"));
        }

        @Override
        Path state() {
            return folder;
        }
    }

    @Nested
    class Wishes extends OpenStores.Wishes {
        @TempDir
        Path folder;

        @Override
        StoreAddress address() {
            return new StoreAddress.Embedded(folder.resolve("trimtab.db"));
        }

        @Override
        Path state() {
            return folder;
        }
    }

    @Nested
    class Audits extends OpenStores.Audits {
        @TempDir
        Path folder;

        @Override
        StoreAddress address() {
            return new StoreAddress.Embedded(folder.resolve("trimtab.db"));
        }

        @Override
        Path state() {
            return folder;
        }
    }
}
