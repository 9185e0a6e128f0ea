package dev.trimtab.controller.leadership;

import dev.trimtab.contract.LeadershipContract;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.fake.MemoryLeaseRecord;
import java.time.Duration;

/** The contest itself, without a network. */
class MemoryLeadershipTest extends LeadershipContract {
    @Override
    protected Arena arena() {
        MemoryLeaseRecord memory = new MemoryLeaseRecord();
        return new ContestedArena() {
            @Override
            LeaseRecord way() {
                return memory.way();
            }

            @Override
            public void loseRecord() {
                memory.lose();
            }

            // No clock that can be set has a part in it.
            @Override
            public void jumpClocks(Duration by) {}
        };
    }
}
