package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore.Memory;
import dev.trimtab.store.Store;
import dev.trimtab.store.StoreAddress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore by the command. */
class StoreCommandsTest {
    private static final SteeredName WWW = SteeredName.of("www.steer.example.com");

    @TempDir
    Path directory;

    private record Ended(int exit, String out, String err) {}

    private static Ended run(Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] line = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            line[i] = words[i].toString();
        }
        return new Ended(
                TrimtabCli.run(new PrintWriter(out, true), new PrintWriter(err, true), line),
                out.toString(),
                err.toString());
    }

    @Test
    void a_store_goes_into_a_file_and_from_there_into_another_store() throws Exception {
        Path from = Files.createDirectory(directory.resolve("from"));
        Path to = Files.createDirectory(directory.resolve("to"));
        Path file = directory.resolve("trimtab.backup.gz");
        try (Store store = open(from)) {
            store.plans().putAll(4, new TreeMap<>(Map.of(WWW, Memory.NONE)));
            Ended written = run("backup", "--store", "file", "--state", from, file);
            assertThat(written.exit()).as(written.err()).isZero();
            assertThat(written.out()).contains("1 plan, 0 interventions");
        }
        Ended restored = run("restore", "--store", "file", "--state", to, file);
        assertThat(restored.exit()).as(restored.err()).isZero();
        try (Store store = open(to)) {
            assertThat(store.plans().all()).containsOnlyKeys(WWW);
        }
        Ended again = run("restore", "--store", "file", "--state", to, file);
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("nothing was restored", "holds 1 rows already", "--replace");
    }

    @Test
    void what_is_wrong_is_said_in_a_sentence() {
        Ended noFolder = run("backup", "--store", "file", "--state", directory.resolve("absent"), "x");
        assertThat(noFolder.exit()).isEqualTo(2);
        assertThat(noFolder.err()).contains("--state should be the folder");
        Ended noStore = run("backup", "--store", "file", "--state", directory, directory.resolve("x"));
        assertThat(noStore.exit()).isEqualTo(1);
        assertThat(noStore.err()).contains("there is no store to back up");
        Ended secret = run("backup", "--store", "postgresql://me:hunter2@db/trimtab", directory.resolve("x"));
        assertThat(secret.exit()).isEqualTo(2);
        assertThat(secret.err()).contains("without user and password").doesNotContain("hunter2");
    }

    private static Store open(Path state) {
        return Store.open(
                new StoreAddress.Embedded(state.resolve("trimtab.db")),
                state,
                "a",
                InstantSource.system(),
                event -> {});
    }
}
