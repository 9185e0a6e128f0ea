package dev.trimtab.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A region whose vantages are gone stays as it is, and only that region (R8, R15). */
class BlindRegionTest {
    @Test
    void a_blind_region_that_keeps_its_shares_holds_no_other_up() {
        RegionId af = new RegionId("af");
        RuleBench bench = new RuleBench();
        bench.current = Optional.of(bothRegions(af, bench.current.orElseThrow(), bench.current.orElseThrow()));
        bench.wanted = bothRegions(af, bench.wanted, bench.current.orElseThrow());
        for (CdnId cdn : List.of(RuleBench.A, RuleBench.B, RuleBench.ORIGIN)) {
            bench.says(af, cdn, Verdict.State.UNKNOWN);
        }
        assertThat(bench.heldBy()).isEmpty();

        bench.wanted = bothRegions(af, bench.wanted, bench.wanted);
        assertThat(bench.heldBy()).contains("quorum");
    }

    private static Plan bothRegions(RegionId region, Plan everywhere, Plan there) {
        TreeMap<RegionId, Shares> shares = new TreeMap<>(everywhere.shares());
        shares.put(region, there.in(RegionId.DEFAULT));
        return new Plan(RuleBench.WWW, shares, new TreeMap<>());
    }
}
