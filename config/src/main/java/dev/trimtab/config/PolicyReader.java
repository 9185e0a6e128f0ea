package dev.trimtab.config;

import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.ReturnWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Reads how a name is judged and moved: its own words before the defaults, and those before the built-in values. */
final class PolicyReader {
    /** Everything about a name that {@code defaults} can say too. */
    record Policy(
            DetectSpec detect,
            FailbackSpec failback,
            QuorumSpec quorum,
            LimitsSpec limits,
            Automation automation,
            Duration ttl) {}

    private static final Duration DAY = Duration.ofHours(24);

    /** Above it an escape is over before half of the users have heard of it. */
    private static final Duration TTL_SLOW = Duration.ofMinutes(5);

    private final Layers layers;
    private final Cursor name;
    private final Problems problems;

    PolicyReader(Layers layers, Cursor name, Problems problems) {
        this.layers = layers;
        this.name = name;
        this.problems = problems;
    }

    Policy read() {
        return new Policy(detect(), failback(), quorum(), limits(), automation(), ttl());
    }

    private DetectSpec detect() {
        Layers detect = layers.in("detect");
        return new DetectSpec(
                detect.duration("interval", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofHours(1)),
                detect.duration("timeout", Duration.ofSeconds(4), Duration.ofMillis(10), Duration.ofMinutes(5)),
                bounded(detect.whole("fall", 2), 1, 100),
                bounded(detect.whole("rise", 6), 1, 1000),
                detect.duration("window", Duration.ofMinutes(5), Duration.ofSeconds(1), DAY),
                bounded(detect.whole("budget", DetectSpec.BUDGET_DEFAULT), 1, DetectSpec.BUDGET_MAX));
    }

    private FailbackSpec failback() {
        Layers failback = layers.in("failback");
        Duration month = Duration.ofDays(30);
        Duration holdDown = failback.duration("holdDown", Duration.ofMinutes(20), Duration.ZERO, month);
        Optional<Cursor> cap = failback.get("holdDownMax");
        Duration holdDownMax = failback.duration("holdDownMax", Duration.ofHours(2), Duration.ZERO, month);
        if (holdDownMax.compareTo(holdDown) < 0) {
            if (cap.isPresent()) {
                problems.error(
                        cap.get().path(),
                        cap.get().line(),
                        "is " + Amounts.shown(holdDownMax) + ", less than holdDown " + Amounts.shown(holdDown));
            }
            holdDownMax = holdDown;
        }
        String mode = failback.word("mode", "auto");
        Optional<ReturnWindow> window = mode.equals("window") ? window(failback) : Optional.empty();
        FailbackSpec.Mode read = switch (mode) {
            case "auto" -> FailbackSpec.Mode.AUTO;
            // One whose window cannot be read is a problem of its own; nothing returns by itself under it.
            case "window" -> window.isPresent() ? FailbackSpec.Mode.WINDOW : FailbackSpec.Mode.MANUAL;
            default -> FailbackSpec.Mode.MANUAL;
        };
        return new FailbackSpec(
                read,
                holdDown,
                holdDownMax,
                failback.word("relapse", "double").equals("double"),
                failback.basisPoints("firstStep", 100),
                failback.basisPoints("stepMax", 1000),
                failback.duration("stepEvery", Duration.ofMinutes(5), Duration.ZERO, DAY),
                window);
    }

    private Optional<ReturnWindow> window(Layers failback) {
        Optional<Cursor> at = failback.get("window");
        if (at.isEmpty()) {
            Cursor mode = failback.get("mode").orElse(name);
            problems.error(mode.path(), mode.line(), "is window, and failback.window is not there");
            return Optional.empty();
        }
        Optional<LocalTime> from = at.get().text("from").flatMap(PolicyReader::time);
        Optional<LocalTime> to = at.get().text("to").flatMap(PolicyReader::time);
        Optional<ZoneId> zone = zone(at.get());
        if (from.isEmpty() || to.isEmpty() || zone.isEmpty()) {
            return Optional.empty();
        }
        List<DayOfWeek> days = at.get().texts("days").stream()
                .flatMap(said -> Arrays.stream(DayOfWeek.values())
                        .filter(day -> day.name().startsWith(said.toUpperCase(Locale.ROOT))))
                .toList();
        return Optional.of(new ReturnWindow(
                new TreeSet<>(days.isEmpty() ? List.of(DayOfWeek.values()) : days), from.get(), to.get(), zone.get()));
    }

    /** The shape has named what is no time of day. */
    private static Optional<LocalTime> time(String said) {
        return said.matches(Texts.TIME_OF_DAY.pattern()) ? Optional.of(LocalTime.parse(said)) : Optional.empty();
    }

    private Optional<ZoneId> zone(Cursor window) {
        String said = window.text("zone").orElse("UTC");
        if (ZoneId.getAvailableZoneIds().contains(said)) {
            return Optional.of(ZoneId.of(said));
        }
        Cursor at = window.get("zone").orElse(window);
        problems.error(at.path(), at.line(), "there is no time zone " + Words.quoted(said) + "; one is Europe/Berlin");
        return Optional.empty();
    }

    private QuorumSpec quorum() {
        Layers quorum = layers.in("quorum");
        int networks = bounded(quorum.whole("networks", 2), 1, 1000);
        int reporting = bounded(quorum.whole("reporting", Math.max(2, networks)), 1, 1000);
        if (reporting < networks) {
            Cursor at = quorum.get("reporting").orElse(name);
            problems.error(
                    at.path(),
                    at.line(),
                    "is " + reporting + ", less than networks " + networks + "; more cannot agree than report");
            reporting = networks;
        }
        return new QuorumSpec(networks, reporting);
    }

    private LimitsSpec limits() {
        Layers limits = layers.in("limits");
        int perChange = limits.basisPoints("returnPerChange", 1000);
        int perHour = bounded(limits.whole("changesPerHour", 18), 1, 100_000);
        int reserved = bounded(limits.whole("reservedForEscapes", Math.min(6, perHour)), 0, 100_000);
        Cursor at = limits.get("reservedForEscapes")
                .or(() -> limits.get("changesPerHour"))
                .orElse(name);
        if (reserved > perHour) {
            problems.error(at.path(), at.line(), "is " + reserved + ", more than changesPerHour " + perHour);
            reserved = perHour;
        } else if (reserved == perHour) {
            problems.warning(
                    at.path(),
                    at.line(),
                    "reserves all " + perHour + " changes an hour for escapes, so that nothing ever returns by itself");
        }
        return new LimitsSpec(perChange, perHour, reserved);
    }

    private Automation automation() {
        return switch (layers.word("automation", "observe").toLowerCase(Locale.ROOT)) {
            case "auto" -> Automation.AUTO;
            case "recommend" -> Automation.RECOMMEND;
            default -> Automation.OBSERVE;
        };
    }

    private Duration ttl() {
        Duration ttl = layers.duration("ttl", Duration.ofSeconds(30), Duration.ofSeconds(1), DAY);
        Cursor at = layers.get("ttl").orElse(name);
        if (ttl.toMillisPart() != 0) {
            problems.error(at.path(), at.line(), "is " + at.node().what() + "; expected whole seconds");
        } else if (ttl.compareTo(TTL_SLOW) > 0) {
            problems.warning(
                    at.path(),
                    at.line(),
                    "is " + Amounts.shown(ttl) + ": users keep the old answer that long after a failure; 30s is usual");
        }
        return ttl;
    }

    /** The shape has named what is out of bounds; here it must only not break what follows. */
    private static int bounded(int value, int min, int max) {
        return Math.clamp(value, min, max);
    }
}
