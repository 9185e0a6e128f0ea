package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds the controller's inner life to what is expected of it: alarms, mutes, refusals, writers, writes. */
final class ExpectedConduct {
    private static final Set<String> ALARMS = Set.of("blind", "lever_lost", "all_targets_red_is_us");

    private ExpectedConduct() {}

    static Finding find(Passage passage) {
        Cursor at = passage.at();
        Set<String> keys = at.entries().keySet();
        if (keys.contains("alarm")) {
            String word = at.text("alarm").orElse("");
            if (!ALARMS.contains(word)) {
                return Finding.unsupported("alarm " + word);
            }
            Duration from =
                    at.text("from").flatMap(ScriptReader.Reading::parsed).orElse(Duration.ZERO.minusSeconds(1));
            return passage.run().steps().stream()
                    .filter(step -> step.at().compareTo(from) > 0 && step.at().compareTo(passage.from()) <= 0)
                    .filter(step -> step.decided().alarms().contains(word))
                    .findFirst()
                    .map(step -> Finding.pass("raised at " + Passage.offset(step)))
                    .orElseGet(() -> Finding.fail(word + " was not raised"));
        }
        if (keys.contains("muted")) {
            String group = at.text("muted").orElse("");
            return passage.steps().stream()
                            .anyMatch(step -> step.decided().muted().contains(group))
                    ? Finding.pass(group + " is muted")
                    : Finding.fail(group + " is not muted");
        }
        if (keys.contains("dropped")) {
            if (!at.text("dropped").equals(Optional.of("stale_reports"))) {
                return Finding.unsupported("dropped " + at.text("dropped").orElse(""));
            }
            int dropped = passage.steps().stream()
                    .mapToInt(step -> step.decided().droppedReports())
                    .sum();
            return dropped > 0 ? Finding.pass(dropped + " reports dropped") : Finding.fail("no report was dropped");
        }
        if (keys.contains("refused")) {
            String call = at.text("refused").orElse("");
            return passage.around().stream()
                            .flatMap(step -> step.decided().refused().stream())
                            .anyMatch(refused -> refused.equals(call) || refused.startsWith(call + " "))
                    ? Finding.pass("refused")
                    : Finding.fail(call + " was not refused");
        }
        if (keys.contains("writers")) {
            TreeSet<String> writers = new TreeSet<>();
            passage.steps().forEach(step -> writers.addAll(step.decided().writers()));
            int max = Integer.parseInt(at.text("writers").orElse("1"));
            return writers.size() <= max ? Finding.pass("writers " + writers) : Finding.fail("writers " + writers);
        }
        return Finding.unsupported("keys " + String.join(", ", keys));
    }

    static Finding count(Passage passage) {
        Cursor at = passage.at();
        if (!at.text("count").equals(Optional.of("dns_writes"))) {
            return Finding.unsupported("count " + at.text("count").orElse(""));
        }
        int max = Integer.parseInt(at.text("max").orElse("0"));
        long writes = passage.steps().stream()
                .filter(step -> step.changed().contains(""))
                .count();
        return writes <= max ? Finding.pass(writes + " writes") : Finding.fail(writes + " writes, at most " + max);
    }
}
