package dev.trimtab.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the spectator sees: new events are told, the picture is kept fresh, and a fallen process ends the story. */
final class Observatory {
    /** Of the many events these tell the story; the rest is in the API. */
    private static final Set<String> TOLD = Set.of(
            "verdict.changed",
            "decision.made",
            "decision.held",
            "write.accepted",
            "write.failed",
            "blind",
            "quorum.lost",
            "all_targets_red_is_us",
            "round.failed",
            "config.rejected",
            "report.refused");

    private final Stage stage;
    private final ControllerApi api;
    private final DnsWatch watch;
    private final Narrator narrator;
    private final Set<String> known = new HashSet<>();
    private final List<ApiEvent> events = new ArrayList<>();
    private final SortedMap<String, String> verdicts = new TreeMap<>();

    Observatory(Stage stage, ControllerApi api, DnsWatch watch, Narrator narrator) {
        this.stage = stage;
        this.api = api;
        this.watch = watch;
        this.narrator = narrator;
    }

    /** Looks once. */
    void glance() throws StoryFailedException, InterruptedException {
        Optional<ChildProcess> fallen = stage.fallen();
        if (fallen.isPresent()) {
            throw new StoryFailedException(fallen.get().fate());
        }
        api.events().stream()
                .filter(event -> known.add(event.key()))
                .sorted(Comparator.comparing(ApiEvent::at))
                .forEach(this::tell);
        watch.latest().ifPresent(sweep -> narrator.show(new Picture(Props.NAME, Props.targets(), verdicts, sweep)));
    }

    /** All events so far, oldest first. */
    List<ApiEvent> events() {
        return List.copyOf(events);
    }

    /** The newest verdict on a CDN, {@code UNKNOWN} before the first. */
    String verdict(String cdn) {
        return verdicts.getOrDefault(cdn, "UNKNOWN");
    }

    private void tell(ApiEvent event) {
        events.add(event);
        if (event.type().equals("verdict.changed")) {
            verdicts.put(event.fact("cdn"), event.fact("state"));
        }
        if (TOLD.contains(event.type())) {
            narrator.tell(event.type() + ": " + event.sentence());
        }
    }
}
