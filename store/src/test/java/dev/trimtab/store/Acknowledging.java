package dev.trimtab.store;

import dev.trimtab.contract.InterventionStoreContract;
import dev.trimtab.contract.PlanStoreContract;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** A process that stores one thing after another, and says of each when it is stored; until it is killed, or refused. */
final class Acknowledging {
    static final int NAMES = 7;
    static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private Acknowledging() {}

    static SteeredName name(long sequence) {
        return SteeredName.of("n" + sequence % NAMES + ".steer.example.com");
    }

    /** Folder, first number, and for PostgreSQL: host, port, database, password file. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        StoreAddress address = arguments.length == 2
                ? new StoreAddress.Embedded(folder.resolve("trimtab.db"))
                : new StoreAddress.Postgres(
                        arguments[2],
                        Integer.parseInt(arguments[3]),
                        arguments[4],
                        PostgresServer.USER,
                        Path.of(arguments[5]));
        try {
            Store store = Store.open(address, folder, "child", () -> NOW, event -> {});
            for (long i = Long.parseLong(arguments[1]); ; i++) {
                store.plans().putAll(1, new TreeMap<>(Map.of(name(i), PlanStoreContract.memory(name(i), 1, i, "a"))));
                System.out.println("plan " + i);
                store.interventions().put(InterventionStoreContract.drain("drain-" + i, NOW));
                System.out.println("drain " + i);
            }
        } catch (StoreException refused) {
            System.out.println("refused " + refused.getMessage());
            Runtime.getRuntime().halt(3);
        }
    }
}
