package dev.trimtab.controller.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventJournalTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private static EventJournal journalOf(int entriesMax, int events) {
        EventJournal journal = new EventJournal(5, entriesMax, List.of());
        for (int i = 1; i <= events; i++) {
            journal.accept(Event.of(i % 2 == 0 ? Event.Type.BLIND : Event.Type.CONFIG_LOADED, NOW, "number " + i));
        }
        return journal;
    }

    private static List<Long> seqs(EventJournal.Page page) {
        return page instanceof EventJournal.Page.Entries entries
                ? entries.entries().stream().map(entry -> entry.id().seq()).toList()
                : List.of(-1L);
    }

    @Test
    void reading_goes_on_after_the_cursor() {
        EventJournal journal = journalOf(10, 5);
        assertThat(seqs(journal.after(new EventJournal.Cursor(5, 0), 2, any -> true)))
                .containsExactly(1L, 2L);
        assertThat(seqs(journal.after(new EventJournal.Cursor(5, 3), 9, any -> true)))
                .containsExactly(4L, 5L);
        assertThat(seqs(journal.after(new EventJournal.Cursor(5, 5), 9, any -> true)))
                .isEmpty();
    }

    @Test
    void the_ring_is_bounded_and_an_old_cursor_is_gone() {
        EventJournal journal = journalOf(3, 5);
        assertThat(seqs(journal.newest(9, any -> true))).containsExactly(3L, 4L, 5L);
        assertThat(seqs(journal.after(new EventJournal.Cursor(5, 2), 9, any -> true)))
                .containsExactly(3L, 4L, 5L);
        assertThat(journal.after(new EventJournal.Cursor(5, 1), 9, any -> true))
                .isInstanceOf(EventJournal.Page.Gone.class);
    }

    @Test
    void a_cursor_of_another_run_or_of_the_future_is_gone() {
        EventJournal journal = journalOf(3, 5);
        assertThat(journal.after(new EventJournal.Cursor(4, 5), 9, any -> true))
                .isInstanceOf(EventJournal.Page.Gone.class);
        assertThat(journal.after(new EventJournal.Cursor(5, 6), 9, any -> true))
                .isInstanceOf(EventJournal.Page.Gone.class);
    }

    @Test
    void a_filter_still_moves_the_cursor_past_what_it_left_out() {
        EventJournal journal = journalOf(10, 5);
        EventJournal.Page page =
                journal.after(new EventJournal.Cursor(5, 0), 9, event -> event.type() == Event.Type.BLIND);
        assertThat(seqs(page)).containsExactly(2L, 4L);
        assertThat(page)
                .isInstanceOfSatisfying(
                        EventJournal.Page.Entries.class,
                        entries -> assertThat(entries.next()).isEqualTo(new EventJournal.Cursor(5, 5)));
    }

    @Test
    void listeners_and_sinks_are_told_until_they_leave() {
        List<Event> sink = new ArrayList<>();
        EventJournal journal = new EventJournal(5, List.of(sink::add));
        int[] woken = {0};
        Runnable leave = journal.listen(() -> woken[0]++);
        journal.accept(Event.of(Event.Type.BLIND, NOW, "one"));
        leave.run();
        journal.accept(Event.of(Event.Type.BLIND, NOW, "two"));
        assertThat(sink).hasSize(2);
        assertThat(woken[0]).isEqualTo(1);
    }
}
