package dev.trimtab.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The story: all is well, an edge breaks, traffic leaves it, it is mended, traffic comes back in steps. */
final class Story {
    private static final String BROKEN = "edge-a";
    private static final String OTHER = "edge-b";
    private static final String BROKEN_TARGET = BROKEN + ".example.net";
    private static final String ORIGIN_TARGET = "origin.example.net";

    private static final Duration GLANCE = Duration.ofMillis(100);

    /** A first look of every agent, a quorum, a first plan. */
    private static final Duration CALM_MAX = Duration.ofSeconds(60);

    /** Ten times what it takes. */
    private static final Duration SHIFT_MAX = Duration.ofSeconds(25);

    /** Hold-down 10 s, then 1 → 11 → 21 → 31 → 41 → 50 at a step every 5 s, and room for a busy machine. */
    private static final Duration RETURN_MAX = Duration.ofSeconds(100);

    /** Hold-down of demo/trimtab.yaml, less what clocks and rounds may differ: nothing may return before. */
    private static final Duration HOLD_DOWN_MIN = Duration.ofSeconds(9);

    /** Long enough for a reader to see that it stays away. */
    private static final Duration AWAY = Duration.ofSeconds(4);

    /** Half the sources, give or take three standard deviations of 200 throws of a coin. */
    private static final double HALF_MIN_PERCENT = 39;

    private static final double HALF_MAX_PERCENT = 61;

    /** Sources may differ from the first sweep by so many when all is back: two points of share. */
    private static final int BACK_SOURCES_MISSING_MAX = DnsWatch.SOURCES * 2 / 100;

    private final Narrator narrator;
    private final Observatory observatory;
    private final DnsWatch watch;
    private final StandInRemote edge;
    private final Instant deadline;

    /** @param deadline the story fails then, wherever it is */
    Story(Narrator narrator, Observatory observatory, DnsWatch watch, StandInRemote edge, Instant deadline) {
        this.narrator = narrator;
        this.observatory = observatory;
        this.watch = watch;
        this.edge = edge;
        this.deadline = deadline;
    }

    Times tell() throws StoryFailedException, InterruptedException {
        Sweep calm = calm();
        Instant broken = breakEdge();
        Instant detected = convicted(broken);
        Instant shifted = away(broken);
        stayAway(shifted);
        Instant mended = mendEdge();
        Instant back = back(mended, calm);
        neverDark(calm.began());
        narrator.chapter("Done: the main job, end to end");
        return new Times(
                Duration.between(broken, detected), Duration.between(broken, shifted), Duration.between(mended, back));
    }

    private Sweep calm() throws StoryFailedException, InterruptedException {
        narrator.chapter("All is well: waiting for a quorum and a first plan");
        await(
                "both edges to be HEALTHY",
                CALM_MAX,
                () -> found(observatory.verdict(BROKEN).equals("HEALTHY")
                        && observatory.verdict(OTHER).equals("HEALTHY")));
        Sweep calm = await(
                "the answers to be shared by two edges",
                CALM_MAX,
                () -> watch.latest()
                        .filter(sweep -> sweep.silent() == 0 && sweep.count(ORIGIN_TARGET) == 0)
                        .filter(sweep -> sweep.percent(BROKEN_TARGET) >= HALF_MIN_PERCENT)
                        .filter(sweep -> sweep.percent(BROKEN_TARGET) <= HALF_MAX_PERCENT));
        narrator.tell("of " + calm.answered() + " networks " + calm.count(BROKEN_TARGET) + " are sent to " + BROKEN);
        return calm;
    }

    private Instant breakEdge() throws StoryFailedException, InterruptedException {
        narrator.chapter(BROKEN + " breaks: it answers every request with a 500");
        Instant now = Instant.now();
        edge.become(StandInMode.ERROR500);
        return now;
    }

    private Instant convicted(Instant broken) throws StoryFailedException, InterruptedException {
        return await("the verdict on " + BROKEN, SHIFT_MAX, () -> event(broken, e -> e.verdict(BROKEN, "UNHEALTHY")))
                .at();
    }

    private Instant away(Instant broken) throws StoryFailedException, InterruptedException {
        Instant shifted = await(
                        "the answers to leave " + BROKEN, SHIFT_MAX, () -> watch.firstSince(broken, Story::gone))
                .ended();
        narrator.tell("no network is sent to " + BROKEN + " any more, "
                + Duration.between(broken, shifted).toMillis() + " ms after the break");
        return shifted;
    }

    private void stayAway(Instant shifted) throws StoryFailedException, InterruptedException {
        Instant enough = shifted.plus(AWAY);
        await("some quiet seconds", SHIFT_MAX, () -> found(Instant.now().isAfter(enough)));
        if (watch.since(shifted).stream().anyMatch(sweep -> sweep.count(BROKEN_TARGET) > 0)) {
            throw new StoryFailedException("users were sent to " + BROKEN + " again while it was broken");
        }
    }

    private Instant mendEdge() throws StoryFailedException, InterruptedException {
        narrator.chapter(BROKEN + " is mended: hold-down, then back in steps");
        edge.become(StandInMode.OK);
        Instant mended = Instant.now();
        await("the verdict on the mended " + BROKEN, SHIFT_MAX, () -> event(mended, e -> e.verdict(BROKEN, "HEALTHY")));
        return mended;
    }

    private Instant back(Instant mended, Sweep calm) throws StoryFailedException, InterruptedException {
        int all = calm.count(BROKEN_TARGET) - BACK_SOURCES_MISSING_MAX;
        Instant back = await(
                        BROKEN + " to have its share back",
                        RETURN_MAX,
                        () -> watch.firstSince(mended, sweep -> sweep.count(BROKEN_TARGET) >= all))
                .ended();
        Sweep first = watch.firstSince(mended, sweep -> sweep.count(BROKEN_TARGET) > 0)
                .orElseThrow();
        if (Duration.between(mended, first.ended()).compareTo(HOLD_DOWN_MIN) < 0) {
            throw new StoryFailedException(BROKEN + " came back before its hold-down was over");
        }
        long between = watch.since(mended).stream()
                .mapToInt(sweep -> sweep.count(BROKEN_TARGET))
                .filter(count -> count > 0 && count < all)
                .distinct()
                .count();
        if (between < 2) {
            throw new StoryFailedException(BROKEN + " came back by a jump and not in steps");
        }
        return back;
    }

    private void neverDark(Instant since) throws StoryFailedException {
        List<Sweep> dark = watch.since(since).stream()
                .filter(sweep -> sweep.answered() == 0)
                .toList();
        if (!dark.isEmpty()) {
            throw new StoryFailedException(
                    "the name was dark at " + dark.getFirst().ended());
        }
    }

    private static boolean gone(Sweep sweep) {
        return sweep.answered() > 0 && sweep.count(BROKEN_TARGET) == 0 && sweep.silent() == 0;
    }

    private Optional<ApiEvent> event(Instant since, Predicate<ApiEvent> wanted) {
        return observatory.events().stream()
                .filter(event -> !event.at().isBefore(since))
                .filter(wanted)
                .findFirst();
    }

    private static Optional<Boolean> found(boolean truth) {
        return truth ? Optional.of(true) : Optional.empty();
    }

    private <T> T await(String what, Duration longest, Patience.Glance<T> glance)
            throws StoryFailedException, InterruptedException {
        Duration left = Duration.between(Instant.now(), deadline);
        return Patience.of(left.compareTo(longest) < 0 ? left : longest, GLANCE).await(what, () -> {
            observatory.glance();
            return glance.look();
        });
    }
}
