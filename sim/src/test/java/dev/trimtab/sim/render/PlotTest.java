package dev.trimtab.sim.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlotTest {
    private static final Clock CLOCK = new Clock(Instant.parse("2025-11-18T11:07:00Z"), Duration.ofHours(7));

    @Test
    void a_thinned_line_keeps_its_lowest_and_its_highest_value_wherever_they_are() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            List<Series.Point> points = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                points.add(new Series.Point(i, 10 + random.nextDouble()));
            }
            points.set(random.nextInt(20_000), new Series.Point(-1, 99));
            points.set(random.nextInt(10_000), new Series.Point(-1, 1));

            Series thin = new Series("line", points, false).thinned(1_000);

            assertThat(thin.points()).hasSizeLessThanOrEqualTo(1_000);
            assertThat(thin.highest()).isEqualTo(99);
            assertThat(thin.points().stream().mapToDouble(Series.Point::y).min())
                    .hasValue(1);
            assertThat(thin.points().get(0)).isEqualTo(points.get(0));
            assertThat(thin.points().get(thin.points().size() - 1)).isEqualTo(points.get(19_999));
        }
    }

    @Test
    void a_level_line_needs_two_points() {
        List<Series.Point> points = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            points.add(new Series.Point(i, 4));
        }

        assertThat(new Series("line", points, true).thinned(1_000).points())
                .containsExactly(new Series.Point(0, 4), new Series.Point(499, 4));
    }

    @Test
    void values_reach_from_the_lower_to_the_upper_edge_and_time_from_left_to_right() {
        Series line = new Series(
                "share",
                List.of(
                        new Series.Point(0, 100),
                        new Series.Point(3600, 0),
                        new Series.Point(CLOCK.length().toSeconds(), 25)),
                false);

        assertThat(polyline(plot(line))).containsExactly("56.0,22.0", "183.4,174.0", "948.0,136.0");
    }

    @Test
    void what_is_held_until_it_changes_is_drawn_as_steps() {
        Series line = new Series("share", List.of(new Series.Point(0, 100), new Series.Point(3600, 0)), true);

        assertThat(polyline(plot(line))).containsExactly("56.0,22.0", "183.4,22.0", "183.4,174.0");
    }

    @Test
    void the_axis_of_time_has_round_times_and_no_crowd() {
        assertThat(CLOCK.marks().stream().map(CLOCK::shown))
                .containsExactly("12:00", "13:00", "14:00", "15:00", "16:00", "17:00", "18:00");
        Clock month = new Clock(Instant.parse("2025-01-01T00:00:00Z"), Duration.ofDays(30));
        assertThat(month.marks()).hasSizeBetween(4, 10);
        assertThat(month.shown(month.marks().get(1))).endsWith(" Jan 00:00");
    }

    private static Plot plot(Series line) {
        return new Plot("p", "title", "description", CLOCK, " %", 100, List.of(line), List.of());
    }

    private static List<String> polyline(Plot plot) {
        Markup out = new Markup();
        plot.draw(out);
        String svg = out.toString();
        String from = svg.substring(svg.indexOf("points=\"") + 8);
        return Arrays.asList(from.substring(0, from.indexOf('"')).split(" "));
    }
}
