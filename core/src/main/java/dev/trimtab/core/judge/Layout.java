package dev.trimtab.core.judge;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which check stands at which place of a report, and what the configuration says of it: worked out once, and shared by all
 * vantages that report on the same list.
 */
final class Layout {
    private static final int[] NOWHERE = {};
    /** For a check that is not configured. */
    static final int NO_TARGET = -1;

    private final Spec spec;
    private final List<CheckId> checks;
    private final ProbeKind[] kinds;
    private final DetectSpec[] detects;
    private final long[] staleMillis;
    private final int[] targets;
    /** Of the check's name, in the order of the configuration. */
    private final int[] names;

    private final Map<TargetId, Integer> targetNumbers = new HashMap<>();
    private final Map<SteeredName, int[]> places = new HashMap<>();

    Layout(Spec spec, List<Observation> lines) {
        this.spec = spec;
        this.checks = lines.stream().map(Observation::check).toList();
        this.kinds = new ProbeKind[checks.size()];
        this.detects = new DetectSpec[checks.size()];
        this.staleMillis = new long[checks.size()];
        this.targets = new int[checks.size()];
        this.names = new int[checks.size()];
        // Most names are looked at alike: then a step asks one object, and not one a name.
        Map<DetectSpec, DetectSpec> alike = new HashMap<>();
        Map<SteeredName, Integer> numbers = new HashMap<>();
        spec.names().keySet().forEach(name -> numbers.put(name, numbers.size()));
        Map<SteeredName, List<Integer>> byName = new HashMap<>();
        for (int i = 0; i < checks.size(); i++) {
            CheckId check = checks.get(i);
            NameSpec name = spec.names().get(check.target().name());
            kinds[i] = kind(spec, check);
            targets[i] = NO_TARGET;
            if (name != null && name.target(check.target().cdn()).isPresent()) {
                detects[i] = alike.computeIfAbsent(name.detect(), detect -> detect);
                staleMillis[i] = name.detect().staleMillis();
                Integer fresh = targetNumbers.size();
                Integer known = targetNumbers.putIfAbsent(check.target(), fresh);
                targets[i] = known == null ? fresh : known;
                names[i] = numbers.getOrDefault(name.name(), 0);
                byName.computeIfAbsent(name.name(), id -> new ArrayList<>()).add(i);
            }
        }
        byName.forEach((name, list) ->
                places.put(name, list.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static ProbeKind kind(Spec spec, CheckId check) {
        ProbeSpec probe = spec.probes().get(check.probe());
        return probe == null ? ProbeKind.APPLICATION : probe.kind();
    }

    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    boolean isOf(Spec other) {
        return spec == other;
    }

    /**
     * Whether this is the layout of such a report.
     *
     * @param known lines of a report that it is known to fit: what is the same line need not be looked at
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    boolean fits(Spec other, List<Observation> lines, List<Observation> known) {
        if (!isOf(other) || lines.size() != checks.size()) {
            return false;
        }
        for (int i = 0; i < checks.size(); i++) {
            Observation line = lines.get(i);
            if (line == known.get(i)) {
                continue;
            }
            CheckId check = line.check();
            // Reports of one assignment carry the same objects.
            if (known.get(i).check() != check && !checks.get(i).equals(check)) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return checks.size();
    }

    CheckId check(int place) {
        return checks.get(place);
    }

    ProbeKind kind(int place) {
        return kinds[place];
    }

    /** Of a check that is configured. */
    DetectSpec detect(int place) {
        return detects[place];
    }

    /** The age in milliseconds at which its newest look says nothing any more; of a check that is configured. */
    long staleMillis(int place) {
        return staleMillis[place];
    }

    /** Number of the check's target in this layout, or {@link #NO_TARGET}. */
    int target(int place) {
        return targets[place];
    }

    /** Number of its name in the order of the configuration; of a check that is configured. */
    int name(int place) {
        return names[place];
    }

    int targetCount() {
        return targetNumbers.size();
    }

    Map<TargetId, Integer> targetNumbers() {
        return targetNumbers;
    }

    int[] places(SteeredName name) {
        return places.getOrDefault(name, NOWHERE);
    }
}
