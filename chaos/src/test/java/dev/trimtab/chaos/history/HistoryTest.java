package dev.trimtab.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    Path folder;

    @Test
    void what_was_written_is_read_again() throws IOException {
        List<Entry> entries = List.of(
                new Entry.RoundBegan(1, 1, 42),
                new Entry.FaultBegan(2, "f1", "kill", "c1"),
                new Entry.FaultEnded(3, "f1"),
                new Entry.EdgeChanged(4, "edge-a", false),
                new Entry.Quiet(5, 6, "edge-a", true),
                new Entry.Answered(7, 8, "bind", "www.bind.example.", "", List.of("edge-a"), "4.1"),
                new Entry.Unanswered(9, "c1", "www.here.example."),
                new Entry.Accepted(10, "c1", 2, "bind", "www.bind.example.", "4.1", List.of("edge-a", "edge-b")),
                new Entry.Led(11, "c1", 2, 4),
                new Entry.Acknowledged(12, 13, "c1", "start", "drain", "i1", "store"),
                new Entry.Refused(14, 15, "c2", "end i1", "drain", "503"),
                new Entry.Listed(16, "c3", List.of("i1")));
        Path file = folder.resolve("history.jsonl");

        History.write(entries, file);

        assertThat(Files.readAllLines(file)).hasSize(entries.size());
        assertThat(History.read(file)).isEqualTo(entries);
        assertThat(entries.stream().<Class<?>>map(Entry::getClass).distinct())
                .as("every kind of entry")
                .containsExactlyInAnyOrder(Entry.class.getPermittedSubclasses());
    }

    @Test
    void a_damaged_line_is_named() throws IOException {
        Path file = folder.resolve("history.jsonl");
        Files.writeString(file, "{\"what\":\"led\",\"at\":1\n");

        assertThatThrownBy(() -> History.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no entry of a history: {\"what\":\"led\"");
    }
}
