package dev.trimtab.core.plan;

import static dev.trimtab.core.plan.PlanBench.A;
import static dev.trimtab.core.plan.PlanBench.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.ReturnWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Returns that begin and go on only in a window, and the clock of that window. */
class ReturnWindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void it_is_open_from_its_beginning_until_before_its_end() {
        ReturnWindow window = window("09:00", "17:00", DayOfWeek.values());
        assertThat(window.openAt(Instant.parse("2026-11-25T07:59:59Z"))).isFalse();
        assertThat(window.openAt(Instant.parse("2026-11-25T08:00:00Z"))).isTrue();
        assertThat(window.openAt(Instant.parse("2026-11-25T15:59:59Z"))).isTrue();
        assertThat(window.openAt(Instant.parse("2026-11-25T16:00:00Z"))).isFalse();
    }

    @Test
    void over_midnight_it_counts_to_the_day_on_which_it_begins() {
        ReturnWindow window = window("22:00", "04:00", DayOfWeek.FRIDAY);
        assertThat(window.openAt(berlin("2026-11-27T22:00"))).isTrue();
        assertThat(window.openAt(berlin("2026-11-28T03:59"))).isTrue();
        assertThat(window.openAt(berlin("2026-11-28T04:00"))).isFalse();
        assertThat(window.openAt(berlin("2026-11-28T23:00"))).isFalse();
        assertThat(window.openAt(berlin("2026-11-27T03:00"))).isFalse();
        assertThat(window.opensAt(berlin("2026-11-28T04:00"))).isEqualTo(berlin("2026-12-04T22:00"));
    }

    @Test
    void it_keeps_the_wall_clock_when_summer_time_begins_and_ends() {
        ReturnWindow window = window("01:00", "05:00", DayOfWeek.values());
        // 28 March 2027: 02:00 becomes 03:00. 31 October 2027: 03:00 becomes 02:00.
        assertThat(window.openAt(Instant.parse("2027-03-28T00:00:00Z"))).isTrue();
        assertThat(window.openAt(Instant.parse("2027-03-28T02:59:59Z"))).isTrue();
        assertThat(window.openAt(Instant.parse("2027-03-28T03:00:00Z"))).isFalse();
        assertThat(window.openAt(Instant.parse("2027-10-30T23:00:00Z"))).isTrue();
        assertThat(window.openAt(Instant.parse("2027-10-31T03:59:59Z"))).isTrue();
        assertThat(window.openAt(Instant.parse("2027-10-31T04:00:00Z"))).isFalse();
    }

    @Test
    void one_that_lies_in_the_skipped_hour_opens_in_the_hour_after() {
        ReturnWindow window = window("02:10", "02:50", DayOfWeek.SUNDAY);
        assertThat(window.opensAt(Instant.parse("2027-03-28T00:00:00Z")))
                .isEqualTo(Instant.parse("2027-03-28T01:10:00Z"));
        assertThat(window.openAt(Instant.parse("2027-03-28T01:49:00Z"))).isTrue();
        assertThat(window.openAt(Instant.parse("2027-03-28T01:50:00Z"))).isFalse();
    }

    @Test
    void one_that_ends_as_it_begins_lasts_a_day() {
        ReturnWindow window = window("00:00", "00:00", DayOfWeek.WEDNESDAY);
        assertThat(window.openAt(berlin("2026-11-25T00:00"))).isTrue();
        assertThat(window.openAt(berlin("2026-11-25T23:59"))).isTrue();
        assertThat(window.openAt(berlin("2026-11-26T00:00"))).isFalse();
    }

    @Test
    void a_return_waits_for_its_window_and_says_until_when_and_stops_where_it_closes() {
        PlanBench bench = new PlanBench();
        // The bench begins at 10:00 UTC, 11:00 in Berlin.
        bench.window(window("14:00", "14:12", DayOfWeek.values()));
        bench.round();
        bench.says(A, Verdict.State.UNHEALTHY, 1);
        bench.after(Duration.ofMinutes(1));
        bench.says(A, Verdict.State.HEALTHY, 0);
        Plan waits = bench.after(Duration.ofMinutes(90));
        assertThat(bench.share(A)).isZero();
        assertThat(waits.reasons().toString()).contains("waits for its window, which opens at 2026-11-25T13:00:00Z");

        bench.after(Duration.ofMinutes(150));
        int part = bench.share(A);
        assertThat(part).isBetween(100, 3_500);
        bench.after(Duration.ofHours(2));
        assertThat(bench.share(A)).isEqualTo(part);
        assertThat(bench.current.orElseThrow().reasons().toString())
                .contains("waits for its window, which opens at 2026-11-26T13:00:00Z");
    }

    @Test
    void an_escape_waits_for_no_window() {
        PlanBench bench = new PlanBench();
        bench.window(window("03:00", "03:10", DayOfWeek.SUNDAY));
        bench.round();
        bench.says(A, Verdict.State.UNHEALTHY, 1);
        bench.after(Duration.ofMinutes(1));
        assertThat(bench.share(A)).isZero();
        assertThat(bench.share(B)).isEqualTo(10_000);
    }

    @Test
    void a_return_that_waits_for_an_operator_does_not_ride_along_with_an_escape() {
        PlanBench bench = new PlanBench();
        CdnId c = new CdnId("c");
        bench.edge(c, 20);
        bench.says(c, Verdict.State.HEALTHY, 0);
        bench.failback = FailbackSpec.Mode.MANUAL;
        bench.round();
        bench.says(A, Verdict.State.UNHEALTHY, 1);
        bench.after(Duration.ofMinutes(1));
        bench.says(A, Verdict.State.HEALTHY, 0);
        bench.unpublished = true;
        bench.after(Duration.ofMinutes(25));
        assertThat(bench.offered().move()).isEqualTo(Move.RETURN);
        assertThat(bench.offered().because()).contains("waits for an operator to approve");

        bench.says(c, Verdict.State.UNHEALTHY, 1);
        assertThat(bench.offered().move()).isEqualTo(Move.ESCAPE);
        assertThat(bench.offered().plan().orElseThrow().in(RegionId.DEFAULT).of(A))
                .isZero();
    }

    private static Instant berlin(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }

    private static ReturnWindow window(String from, String to, DayOfWeek... days) {
        return new ReturnWindow(new TreeSet<>(List.of(days)), LocalTime.parse(from), LocalTime.parse(to), BERLIN);
    }
}
