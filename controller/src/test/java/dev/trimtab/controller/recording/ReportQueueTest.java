package dev.trimtab.controller.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.port.ObservationFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReportQueueTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final Assignment NOTHING = new Assignment("none", new VantageId("fra"), 0, 1, List.of());

    @Test
    void what_finds_no_room_is_counted_at_its_place_and_the_rest_keeps_its_order() throws InterruptedException {
        ReportQueue queue = new ReportQueue(2, 100);
        for (int i = 1; i <= 5; i++) {
            queue.offer(arrived(i));
        }
        assertThat(next(queue)).contains(arrived(1));
        queue.offer(arrived(6));
        assertThat(next(queue)).contains(arrived(2));
        assertThat(next(queue)).contains(new ReportQueue.Lost(3, at(3), at(5)));
        assertThat(next(queue)).contains(arrived(6));
        assertThat(next(queue)).isEmpty();
    }

    @Test
    void a_loss_at_the_end_is_told_when_the_rest_was_taken() throws InterruptedException {
        ReportQueue queue = new ReportQueue(1, 100);
        queue.offer(arrived(1));
        queue.offer(arrived(2));

        assertThat(next(queue)).contains(arrived(1));
        assertThat(next(queue)).contains(new ReportQueue.Lost(1, at(2), at(2)));
        assertThat(next(queue)).isEmpty();
    }

    @Test
    void a_fifth_listener_is_refused_until_one_leaves() {
        ReportTap tap = new ReportTap("test");
        ReportQueue first = tap.listen().orElseThrow();
        for (int i = 1; i < ReportTap.LISTENERS_MAX; i++) {
            assertThat(tap.listen()).isPresent();
        }
        assertThat(tap.listen()).isEmpty();
        tap.leave(first);
        assertThat(tap.listen()).isPresent();
    }

    @Test
    void a_listener_that_takes_nothing_costs_the_feed_nothing_but_memory_with_a_bound() throws InterruptedException {
        ReportTap tap = new ReportTap("test");
        ReportQueue asleep = tap.listen().orElseThrow();
        int offered = ReportQueue.REPORTS_MAX * 3;
        for (int i = 1; i <= offered; i++) {
            tap.accepted(new ObservationFeed.Received(report(i), at(i)), NOTHING);
        }
        int taken = 0;
        long lost = 0;
        for (Optional<ReportQueue.Item> item = next(asleep); item.isPresent(); item = next(asleep)) {
            switch (item.get()) {
                case ReportQueue.Arrived arrived -> taken++;
                case ReportQueue.Lost gap -> lost += gap.reports();
            }
        }
        assertThat(taken).isEqualTo(ReportQueue.REPORTS_MAX);
        assertThat(taken + lost).isEqualTo(offered);
    }

    private static Optional<ReportQueue.Item> next(ReportQueue queue) throws InterruptedException {
        return queue.poll(Duration.ZERO);
    }

    private static ReportQueue.Arrived arrived(int number) {
        return new ReportQueue.Arrived(report(number), at(number), NOTHING);
    }

    private static Report report(int number) {
        return new Report(new VantageId("fra"), 1, number, "none", List.of());
    }

    private static Instant at(int number) {
        return START.plusSeconds(number);
    }
}
