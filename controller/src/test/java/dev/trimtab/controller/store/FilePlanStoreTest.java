package dev.trimtab.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.port.PlanStore.Memory;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans on a disk: what was given out never changes, and many are stored as one. */
class FilePlanStoreTest {
    private static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    private static final SteeredName API = SteeredName.of("api.steer.example.com");
    private static final Memory FIRST = memory(1);
    private static final Memory SECOND = memory(2);

    @TempDir
    Path folder;

    @Test
    void the_same_object_until_something_else_is_stored_and_another_one_then() {
        FilePlanStore store = FilePlanStore.open(folder.resolve("plans.json"));
        store.put(WWW, FIRST);
        SortedMap<SteeredName, Memory> given = store.all();
        assertThat(store.all()).isSameAs(given);
        store.putAll(new TreeMap<>(Map.of(WWW, SECOND, API, FIRST)));
        assertThat(store.all()).isNotSameAs(given).containsEntry(WWW, SECOND).containsEntry(API, FIRST);
        assertThat(given).containsExactly(Map.entry(WWW, FIRST));
        SortedMap<SteeredName, Memory> before = store.all();
        store.remove(API);
        assertThat(before).containsKey(API);
        assertThat(store.all()).isNotSameAs(before).containsOnlyKeys(WWW);
    }

    @Test
    void what_was_stored_together_is_there_after_a_restart_beside_what_was_there() {
        Path file = folder.resolve("plans.json");
        FilePlanStore store = FilePlanStore.open(file);
        store.put(WWW, FIRST);
        store.putAll(new TreeMap<>(Map.of(API, SECOND)));
        assertThat(FilePlanStore.open(file).all()).isEqualTo(Map.of(WWW, FIRST, API, SECOND));
    }

    @Test
    void what_the_disk_refuses_is_not_given_out() throws Exception {
        Path file = folder.resolve("plans.json");
        FilePlanStore store = FilePlanStore.open(file);
        store.put(WWW, FIRST);
        Files.createDirectory(folder.resolve("plans.json.new"));
        assertThatThrownBy(() -> store.putAll(new TreeMap<>(Map.of(WWW, SECOND, API, SECOND))))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(store.all()).containsExactly(Map.entry(WWW, FIRST));
    }

    private static Memory memory(int minute) {
        return new Memory(Optional.empty(), Places.NONE, List.of(Instant.parse("2026-11-25T10:0" + minute + ":00Z")));
    }
}
