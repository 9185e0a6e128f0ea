package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import dev.trimtab.core.records.Generation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * At a server whose writes compare and set, no plan is ever seen after a newer one, and a mark that was there does not
 * vanish. Answers of one server are asked for one after the other, so that their order is known.
 */
public final class NeverOlder implements Law {
    private final Set<String> racy;

    /** @param racy servers without compare-and-set, to which {@link RepairedSoon} applies */
    public NeverOlder(Set<String> racy) {
        this.racy = Set.copyOf(racy);
    }

    private record Place(String server, String name) {}

    @Override
    public String name() {
        return "never-older";
    }

    @Override
    public List<Violation> violations(List<Entry> history) {
        Map<Place, Generation> newest = new HashMap<>();
        List<Violation> found = new ArrayList<>();
        for (Entry entry : history) {
            if (entry instanceof Entry.Answered answered && !racy.contains(answered.server())) {
                Place place = new Place(answered.server(), answered.name());
                look(place, answered.markBefore(), answered, newest, found);
                look(place, answered.markAfter(), answered, newest, found);
            }
        }
        return found;
    }

    private void look(
            Place place,
            Optional<Generation> mark,
            Entry.Answered answered,
            Map<Place, Generation> newest,
            List<Violation> found) {
        Generation highest = newest.getOrDefault(place, Generation.NONE);
        Generation seen = mark.orElse(Generation.NONE);
        if (seen.compareTo(highest) < 0) {
            found.add(new Violation(
                    name(),
                    answered.at(),
                    place.server() + " shows " + mark.map(m -> "plan " + m).orElse("no mark") + " of " + place.name()
                            + " after plan " + highest));
        }
        // From here on the older one is what the next is compared with: one step back is told once.
        newest.put(place, seen);
    }
}
