package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A fence belongs to one start of one controller, and every write is of a controller that leads: a plan of its own fence, or
 * one of an earlier leader that it brings to a provider which lacks it.
 */
public final class OneWriterPerFence implements Law {
    private record Writer(String controller, int run) {
        @Override
        public String toString() {
            return controller + " (start " + run + ")";
        }
    }

    @Override
    public String name() {
        return "one-writer-per-fence";
    }

    @Override
    public List<Violation> violations(List<Entry> history) {
        Map<Long, Writer> owners = new TreeMap<>();
        Map<Long, Violation> found = new TreeMap<>();
        for (Entry entry : history) {
            if (entry instanceof Entry.Led led) {
                Writer writer = new Writer(led.controller(), led.run());
                Writer owner = owners.putIfAbsent(led.fence(), writer);
                if (owner != null && !owner.equals(writer)) {
                    found.putIfAbsent(
                            led.fence(),
                            new Violation(
                                    name(),
                                    led.at(),
                                    "fence " + led.fence() + " is of " + owner + " and of " + writer));
                }
            }
        }
        Map<Writer, Long> fences = new HashMap<>();
        for (Entry entry : history) {
            if (entry instanceof Entry.Led led) {
                fences.merge(new Writer(led.controller(), led.run()), led.fence(), Math::max);
            } else if (entry instanceof Entry.Accepted accepted) {
                Writer writer = new Writer(accepted.controller(), accepted.run());
                long fence = accepted.plan().fence();
                long own = fences.getOrDefault(writer, Long.MIN_VALUE);
                // A round tells what it wrote before it tells that it leads: its own fence is looked up in the whole
                // history.
                if (own < fence && !writer.equals(owners.get(fence))) {
                    found.putIfAbsent(
                            fence,
                            new Violation(
                                    name(),
                                    accepted.at(),
                                    writer + " wrote plan " + accepted.generation() + " and led by "
                                            + (own == Long.MIN_VALUE ? "no fence" : "fence " + own)));
                }
            }
        }
        return new ArrayList<>(found.values());
    }
}
