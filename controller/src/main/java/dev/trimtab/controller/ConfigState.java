package dev.trimtab.controller;

import dev.trimtab.config.Reading;
import dev.trimtab.config.Started;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.spec.Problem;
import dev.trimtab.core.spec.Spec;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Which configuration is in force, and what is wrong with the one that should be. */
final class ConfigState {
    private volatile List<String> troubles = List.of();
    private volatile List<String> told = List.of();
    private volatile boolean lastGood;

    /** Takes the start's configuration; the process does not get here without one. */
    Spec begin(Started started) {
        return switch (started) {
            case Started.OnCurrent current -> {
                told = new java.util.ArrayList<>(Controller.sentences(current.warnings()));
                told.add(0, "configuration loaded: " + current.spec().names().size() + " names");
                yield current.spec();
            }
            case Started.OnLastGood old -> {
                lastGood = true;
                troubles = Controller.sentences(errors(old.problems()));
                told = List.of(
                        "configuration rejected, the last good one stays in force: " + String.join("; ", troubles));
                yield old.spec();
            }
            case Started.Impossible impossible ->
                throw new IllegalStateException("a controller without a configuration does not start");
        };
    }

    /** All or nothing: a bad one changes nothing and is told. */
    void next(Reading reading, Instant now, EventSink events, Consumer<Spec> take) {
        switch (reading) {
            case Reading.Good good -> {
                try {
                    take.accept(good.spec());
                } catch (RuntimeException refused) {
                    troubles = List.of("the new configuration could not be taken over: " + refused.getMessage());
                    events.accept(Event.of(Event.Type.CONFIG_REJECTED, now, troubles.get(0)));
                    return;
                }
                lastGood = false;
                troubles = List.of();
                events.accept(Event.of(
                                Event.Type.CONFIG_LOADED,
                                now,
                                "configuration loaded: " + good.spec().names().size() + " names, "
                                        + good.warnings().size() + " warnings")
                        .with("digest", good.spec().digest()));
                good.warnings().forEach(w -> events.accept(Event.of(Event.Type.CONFIG_LOADED, now, w.toString())));
            }
            case Reading.Bad bad -> {
                troubles = Controller.sentences(errors(bad.problems()));
                events.accept(Event.of(
                        Event.Type.CONFIG_REJECTED,
                        now,
                        "configuration rejected, the one in force stays: " + String.join("; ", troubles)));
            }
        }
    }

    private static List<Problem> errors(List<Problem> problems) {
        return problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
    }

    List<String> troubles() {
        return troubles;
    }

    List<String> told() {
        return told;
    }

    boolean onLastGood() {
        return lastGood;
    }
}
