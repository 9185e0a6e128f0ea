package dev.trimtab.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.seeds.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The half hour's memory against a plain list of looks; the binomial tail against chance itself. */
class SeriesProperties {
    private record Batch(long minute, int looks, int failed) {}

    @Test
    void a_series_says_what_a_list_of_looks_would_say() {
        Seeds.forAll(300, random -> {
            Series series = Series.EMPTY;
            List<Batch> all = new ArrayList<>();
            long minute = 29_000_000;
            for (int i = 0; i < 80; i++) {
                minute += random.nextInt(10) == 0 ? random.nextInt(50) : random.nextInt(2);
                int looks = random.nextInt(20);
                int failed = random.nextInt(4) == 0 ? random.nextInt(looks + 1) : 0;
                series = series.plus(looks, failed, minute);
                all.add(new Batch(minute, looks, failed));
                long now = minute + random.nextInt(4);
                for (int span : new int[] {0, 1, 5, Series.MINUTES}) {
                    int wantedLooks = 0;
                    int wantedFailed = 0;
                    for (Batch batch : all) {
                        if (now - batch.minute() < span) {
                            wantedLooks += batch.looks();
                            wantedFailed += batch.failed();
                        }
                    }
                    assertThat(series.looks(now, span)).isEqualTo(wantedLooks);
                    assertThat(series.failed(now, span)).isEqualTo(wantedFailed);
                }
                if (series.clean()) {
                    assertThat(series.failed(minute, Series.MINUTES)).isZero();
                }
            }
        });
    }

    @Test
    void a_binomial_tail_is_how_often_chance_does_it() {
        Seeds.forAll(20, random -> {
            int looks = 1 + random.nextInt(60);
            double p = 0.01 + 0.4 * random.nextDouble();
            int failed = random.nextInt(Math.min(looks, 12) + 1);
            int atLeast = 0;
            int runs = 20_000;
            for (int run = 0; run < runs; run++) {
                int seen = 0;
                for (int look = 0; look < looks; look++) {
                    seen += random.nextDouble() < p ? 1 : 0;
                }
                atLeast += seen >= failed ? 1 : 0;
            }
            assertThat(new Counts(looks, failed).tail(p))
                    .isBetween((double) atLeast / runs - 0.02, (double) atLeast / runs + 0.02);
            assertThat(new Counts(looks, failed).tailBelow(p))
                    .isBetween(0.0, 1.0)
                    .isGreaterThanOrEqualTo(1 - new Counts(looks, failed).tail(p) - 1e-9);
        });
    }

    @Test
    void a_pace_is_slow_only_by_its_median_and_only_when_it_is_felt() {
        Pace pace = Pace.NONE;
        for (int i = 0; i < 50; i++) {
            pace = pace.next(100_000, true, 1000);
        }
        Pace usual = pace;
        assertThat(usual.factor()).isEqualTo(1.0);
        Pace outliers = usual.next(900_000, false, 1000).next(900_000, false, 1000);
        assertThat(outliers.slow()).isFalse();
        assertThat(outliers.next(900_000, false, 1000).slow()).isTrue();

        Pace near = Pace.NONE;
        for (int i = 0; i < 50; i++) {
            near = near.next(1_000, true, 1000);
        }
        for (int i = 0; i < 5; i++) {
            near = near.next(10_000, false, 1000);
        }
        assertThat(near.slow()).isFalse();
        assertThat(near.recent()).isEqualTo(10_000);
    }
}
