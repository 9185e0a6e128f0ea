package dev.trimtab.controller.cluster;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/** How full the heap is with what lives on: judged by the old generation after its last collection, and by its fill now. */
final class HeapWatch {
    /** Of the old generation, after a collection: beyond it the process is near its end. */
    private static final double FULL = 0.85;

    private final List<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .toList();

    boolean full() {
        return old.stream().anyMatch(pool -> over(pool.getCollectionUsage()) && over(pool.getUsage()));
    }

    private static boolean over(MemoryUsage usage) {
        return usage != null && usage.getMax() > 0 && usage.getUsed() > FULL * usage.getMax();
    }

    String words() {
        return old.stream()
                .filter(pool -> pool.getUsage().getMax() > 0)
                .findFirst()
                .map(pool -> pool.getUsage().getUsed() / (1 << 20) + " of "
                        + pool.getUsage().getMax() / (1 << 20) + " MB of the heap")
                .orElse("the heap");
    }
}
