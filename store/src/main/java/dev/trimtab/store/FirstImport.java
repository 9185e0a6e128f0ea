package dev.trimtab.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes over the files {@code plans.json} and {@code interventions.json} that stood in the place of the embedded store before
 * there was one, once: afterwards they are called {@code ….imported}. Goes when no installation can have them any more.
 */
final class FirstImport {
    private FirstImport() {}

    static void from(Path state, SqlPlans plans, SqlWishes wishes) {
        Path oldPlans = state.resolve("plans.json");
        Path oldWishes = state.resolve("interventions.json");
        read(oldPlans).ifPresent(root -> {
            TreeMap<SteeredName, Memory> all = new TreeMap<>();
            root.properties().forEach(entry -> {
                SteeredName name = SteeredName.of(entry.getKey());
                all.put(name, MemoryJson.read(name, entry.getValue()));
            });
            long fence = all.values().stream()
                    .mapToLong(memory -> memory.generation().fence())
                    .max()
                    .orElse(0);
            plans.putAll(Math.max(fence, plans.highestFence()), all);
        });
        read(oldWishes).ifPresent(root -> root.forEach(one -> wishes.put(WishJson.read(one))));
        for (Path old : new Path[] {oldPlans, oldWishes}) {
            try {
                if (Files.exists(old)) {
                    Files.move(
                            old,
                            old.resolveSibling(old.getFileName() + ".imported"),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(old + " was imported and cannot be renamed", failed);
            }
        }
    }

    private static Optional<JsonNode> read(Path file) {
        try {
            return new StateFile(file).read();
        } catch (IllegalArgumentException nonsense) {
            throw new UnreadableStateException(file, String.valueOf(nonsense.getMessage()), nonsense);
        }
    }
}
