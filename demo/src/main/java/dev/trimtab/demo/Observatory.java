package dev.trimtab.demo;

import java.util.ArrayList;
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
    private final List<ApiEvent> events = new ArrayList<>();
    private SortedMap<String, CdnView> views = new TreeMap<>();
    private String cursor = "";

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
        ApiEvent.Page page = api.events(cursor);
        cursor = page.next().isEmpty() ? cursor : page.next();
        for (ApiEvent event : page.events()) {
            tell(event);
        }
        SortedMap<String, CdnView> fresh = api.cdns(Props.NAME);
        views = fresh.isEmpty() ? views : fresh;
        watch.latest().ifPresent(sweep -> narrator.show(new Picture(Props.NAME, Props.targets(), views, sweep)));
    }

    /** All events so far, oldest first. */
    List<ApiEvent> events() {
        return List.copyOf(events);
    }

    /** The newest verdict on a CDN, {@code UNKNOWN} before the first. */
    String verdict(String cdn) {
        return views.getOrDefault(cdn, CdnView.NOTHING).state();
    }

    private void tell(ApiEvent event) throws InterruptedException {
        events.add(event);
        if (TOLD.contains(event.type())) {
            narrator.tell(event.type() + ": " + event.sentence());
        }
        if (event.type().equals("verdict.changed")) {
            api.votes(Props.NAME, event.fact("cdn")).forEach(vote -> narrator.tell("    " + vote));
        }
    }
}
