package dev.trimtab.sim.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class HindsightTest {
    private static final Spec SPEC = Tape.spec("{ interval: 1s, timeout: 1s, fall: 2, rise: 6 }");
    private static final int CALM = 2_000;

    @Test
    void an_outage_that_began_two_looks_ago_is_a_reason_however_long_all_was_well() throws Exception {
        assertThat(after((vantage, cdn, second) -> cdn.equals("west") && second >= CALM))
                .isEqualTo(Outcome.Right.RIGHT);
    }

    @Test
    void what_passed_is_no_reason_and_neither_is_one_vantage_alone_nor_a_fault_elsewhere() throws Exception {
        assertThat(after((vantage, cdn, second) -> false)).isEqualTo(Outcome.Right.FALSE);
        assertThat(after((vantage, cdn, second) -> cdn.equals("west") && vantage.equals("fra") && second >= CALM))
                .isEqualTo(Outcome.Right.FALSE);
        assertThat(after((vantage, cdn, second) -> cdn.equals("east") && second >= CALM))
                .isEqualTo(Outcome.Right.FALSE);
    }

    @Test
    void a_few_percent_over_half_an_hour_are_a_reason() throws Exception {
        assertThat(after((vantage, cdn, second) -> cdn.equals("west") && second % 25 == 0))
                .isEqualTo(Outcome.Right.RIGHT);
    }

    @Test
    void where_nobody_looked_nothing_is_decided() {
        assertThat(Hindsight.of(SPEC, new Looks(check -> true), name(), leavingWest(), Tape.at(9)))
                .isEqualTo(Outcome.Right.UNDECIDABLE);
    }

    /** An escape from west after two seconds of these faults. */
    private static Outcome.Right after(Tape.Faults faults) throws Exception {
        Looks looks = new Looks(check -> true);
        byte[] tape = new Tape().looks(0, CALM + 2, faults).bytes();
        RecordingReader.read(new ByteArrayInputStream(tape), recorded -> {
            if (recorded instanceof Recorded.Heard heard) {
                looks.hear(heard.report(), heard.at());
            }
        });
        return Hindsight.of(
                SPEC, looks, name(), leavingWest(), Tape.at(CALM + 1).plusMillis(250));
    }

    private static NameSpec name() {
        return SPEC.names().firstEntry().getValue();
    }

    private static List<Outcome.Change> leavingWest() {
        return List.of(new Outcome.Change(RegionId.DEFAULT, shares(5_000, 5_000), shares(10_000, 0)));
    }

    private static Shares shares(int east, int west) {
        return new Shares(new TreeMap<>(Map.of(new CdnId("east"), east, new CdnId("west"), west)));
    }
}
