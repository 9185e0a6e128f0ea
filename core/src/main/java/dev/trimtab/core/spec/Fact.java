package dev.trimtab.core.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an operator's own safety rule may speak of: the closed list. Each is a number about one plan of one name at the
 * moment of decision; where regions differ, {@code atLeast} looks at the lowest and {@code atMost} at the highest.
 */
public enum Fact {
    EDGES_LIVE("edges.live", Unit.COUNT, Of.NOTHING, "edges that the plan gives share and whose verdict is usable"),
    TARGETS_HEALTHY(
            "targets.healthy", Unit.COUNT, Of.NOTHING, "targets whose verdict is HEALTHY, with share or without"),
    TARGETS_UNKNOWN("targets.unknown", Unit.COUNT, Of.NOTHING, "targets whose verdict is UNKNOWN"),
    NETWORKS_REPORTING(
            "networks.reporting",
            Unit.COUNT,
            Of.NOTHING,
            "networks of vantages that know anything of a target, of those that the plan gives share or takes it from"),
    TELEMETRY_AGE(
            "telemetry.age",
            Unit.TIME,
            Of.NOTHING,
            "age of the reports that a quorum rests on: of the network that completes `quorum.reporting`"),
    SHARE_OF("share.of", Unit.SHARE, Of.CDN, "share that the plan gives to the CDN named in `of`"),
    SHARE_MOVED("share.moved", Unit.SHARE, Of.NOTHING, "share that changes hands with this plan"),
    CHANGES_LAST_HOUR("changes.lastHour", Unit.COUNT, Of.NOTHING, "changes of this name within the last sixty minutes"),
    NAMES_CHANGING(
            "names.changing",
            Unit.COUNT,
            Of.NOTHING,
            "names that left a CDN of this name within the last minute, this one counted"),
    ORIGIN_SHARE("origin.share", Unit.SHARE, Of.NOTHING, "share that the plan sends straight to an origin"),
    ORIGIN_PROJECTED_SHARE(
            "origin.projectedShare",
            Unit.SHARE,
            Of.NOTHING,
            "load of the origin under the plan, of the demand that capacities are declared for: its own share and the"
                    + " misses of every CDN"),
    ORIGIN_RPS("origin.rps", Unit.RATE, Of.NOTHING, "requests a second at the origin now, from a signal"),
    ORIGIN_PROJECTED_RPS(
            "origin.projectedRps",
            Unit.RATE,
            Of.ORIGIN_MAX_RPS,
            "requests a second at the origin under the plan: its load now, scaled by the projected load"),
    LEVERS_LOST("levers.lost", Unit.COUNT, Of.NOTHING, "providers of the name whose API cannot be used"),
    TARGETS_OUT("targets.out", Unit.COUNT, Of.NOTHING, "targets with a configured weight that the plan gives nothing");

    /** What its number counts. */
    public enum Unit {
        COUNT("a whole number"),
        /** Basis points of the whole. */
        SHARE("a percentage"),
        /** Milliseconds. */
        TIME("a duration"),
        /** Requests a second. */
        RATE("requests a second, a whole number");

        private final String expects;

        Unit(String expects) {
            this.expects = expects;
        }

        /** In a sentence: "expected …". */
        public String expects() {
            return expects;
        }
    }

    /** What the key {@code of} means with it. */
    public enum Of {
        NOTHING,
        /** Names a CDN, and must. */
        CDN,
        /** May say {@code origin.maxRps}, and then the limit is a percentage of it. */
        ORIGIN_MAX_RPS
    }

    private final String word;
    private final Unit unit;
    private final Of of;
    private final String meaning;

    Fact(String word, Unit unit, Of of, String meaning) {
        this.word = word;
        this.unit = unit;
        this.of = of;
        this.meaning = meaning;
    }

    /** The word in the configuration, such as {@code edges.live}. */
    public String word() {
        return word;
    }

    public Unit unit() {
        return unit;
    }

    public Of of() {
        return of;
    }

    /** Whether only a signal from another system can tell it. */
    public boolean signalled() {
        return unit == Unit.RATE;
    }

    /** One sentence for the reference page. */
    public String meaning() {
        return meaning;
    }

    public static Optional<Fact> named(String word) {
        return Arrays.stream(values()).filter(fact -> fact.word.equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Fact::word).toList();
    }
}
