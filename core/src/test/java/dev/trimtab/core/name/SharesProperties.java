package dev.trimtab.core.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.seeds.Seeds;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SharesProperties {
    @Test
    void shares_add_up_to_the_whole_and_stay_within_one_point_of_the_proportion() {
        Seeds.forAll(2_000, random -> {
            TreeMap<CdnId, Long> weights = new TreeMap<>();
            long sum = 0;
            for (int i = 0; i <= random.nextInt(6); i++) {
                long weight = random.nextInt(1_000_001);
                weights.put(new CdnId("cdn-" + i), weight);
                sum += weight;
            }
            if (sum == 0) {
                assertThatThrownBy(() -> Shares.inProportion(weights)).hasMessageContaining("no weight above zero");
                return;
            }
            Shares shares = Shares.inProportion(weights);
            assertThat(shares.bp().values().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(Shares.WHOLE);
            for (Map.Entry<CdnId, Long> entry : weights.entrySet()) {
                double exact = (double) entry.getValue() * Shares.WHOLE / sum;
                assertThat((double) shares.of(entry.getKey())).isBetween(Math.floor(exact), Math.ceil(exact));
            }
        });
    }

    @Test
    void shares_that_do_not_add_up_are_refused() {
        TreeMap<CdnId, Integer> bp = new TreeMap<>(Map.of(new CdnId("a"), 9_999));
        assertThatThrownBy(() -> new Shares(bp)).hasMessage("shares add up to 9999 bp, not 10000");
    }

    @Test
    void percent_is_written_as_people_read_it() {
        assertThat(Shares.percent(5_000)).isEqualTo("50 %");
        assertThat(Shares.percent(3_333)).isEqualTo("33.33 %");
        assertThat(Shares.percent(1_210)).isEqualTo("12.1 %");
        assertThat(Shares.percent(105)).isEqualTo("1.05 %");
    }
}
