package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A fence belongs to one start of one controller: only that one leads by it, and only its writes carry it. */
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
            switch (entry) {
                case Entry.Led led ->
                    take(owners, found, led.fence(), new Writer(led.controller(), led.run()), led.at());
                case Entry.Accepted accepted ->
                    take(
                            owners,
                            found,
                            accepted.plan().fence(),
                            new Writer(accepted.controller(), accepted.run()),
                            accepted.at());
                default -> {}
            }
        }
        return new ArrayList<>(found.values());
    }

    private void take(Map<Long, Writer> owners, Map<Long, Violation> found, long fence, Writer writer, long at) {
        Writer owner = owners.putIfAbsent(fence, writer);
        if (owner != null && !owner.equals(writer)) {
            found.putIfAbsent(
                    fence, new Violation(name(), at, "fence " + fence + " is of " + owner + " and of " + writer));
        }
    }
}
