package dev.trimtab.fake;

import dev.trimtab.contract.LeaseRecordContract;
import dev.trimtab.core.port.LeaseRecord;

class MemoryLeaseRecordTest extends LeaseRecordContract {
    private final MemoryLeaseRecord memory = new MemoryLeaseRecord();

    @Override
    protected LeaseRecord way() {
        return memory.way();
    }
}
