package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import dev.trimtab.config.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@code cast} and {@code world}: who plays, and in what. */
final class CastReader {
    /** Shares are written with two or three digits. */
    private static final double SUM_ERROR = 0.001;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,50}[a-zA-Z0-9])?");

    /** How users follow a change where a script does not say: an estimate for a time to live of a minute. */
    private static final List<Script.Point> FOLLOW = List.of(
            new Script.Point(Duration.ZERO, 0),
            new Script.Point(Duration.ofSeconds(60), .55),
            new Script.Point(Duration.ofMinutes(2), .80),
            new Script.Point(Duration.ofMinutes(5), .90),
            new Script.Point(Duration.ofMinutes(15), .96),
            new Script.Point(Duration.ofMinutes(60), .99));

    private final Cursor root;
    private final ScriptReader.Reading reading;
    private final TreeMap<String, Double> regions = new TreeMap<>();
    private final List<Script.Target> targets = new ArrayList<>();
    private final List<Script.Group> groups = new ArrayList<>();
    private final Optional<Double> originCap;

    CastReader(Cursor root, ScriptReader.Reading reading) {
        this.root = root;
        this.reading = reading;
        originCap = root.get("world").flatMap(at -> at.get("origin_cap")).flatMap(reading::amount);
        root.get("cast").ifPresent(this::cast);
        root.get("world").ifPresent(at -> reading.keys(at, List.of("demand", "follow", "origin_cap"), List.of()));
    }

    SortedMap<String, Double> regions() {
        return regions;
    }

    List<Script.Target> targets() {
        return targets;
    }

    List<Script.Group> groups() {
        return groups;
    }

    private void cast(Cursor cast) {
        reading.keys(cast, List.of("regions", "targets", "dns", "agents"), List.of("regions", "targets"));
        for (String key : List.of("regions", "targets", "dns", "agents")) {
            reading.map(cast, key);
        }
        double users = 0;
        for (Map.Entry<String, Cursor> entry : cast.entries("regions").entrySet()) {
            if (Vocabulary.YAML_TRAPS.contains(entry.getKey().toLowerCase(Locale.ROOT))) {
                reading.error(
                        entry.getValue(), "the region " + Words.quoted(entry.getKey()) + " is a boolean in YAML 1.1");
            }
            double part = reading.share(entry.getValue()).orElse(0.0);
            named(entry.getValue(), entry.getKey(), regions.keySet(), "region");
            regions.put(entry.getKey(), part);
            users += part;
        }
        sum(cast, "regions", users, 1, "users");
        double weights = 0;
        for (Map.Entry<String, Cursor> entry : cast.entries("targets").entrySet()) {
            named(entry.getValue(), entry.getKey(), names(), "target");
            Script.Target target = target(entry.getKey(), entry.getValue());
            targets.add(target);
            weights += target.weight();
        }
        sum(cast, "targets", weights, 100, "weights");
        double agents = 0;
        for (Map.Entry<String, Cursor> entry : cast.entries("agents").entrySet()) {
            double share = reading.share(entry.getValue()).orElse(0.0);
            groups.add(new Script.Group(entry.getKey(), share));
            agents += share;
        }
        if (agents > 1 + SUM_ERROR) {
            reading.error(cast.get("agents").orElse(cast), "groups of agents add up to " + agents + ", more than 1");
        }
        cast.get("dns").ifPresent(at -> reading.keys(at, List.of("provider", "ttl", "independent_of"), List.of()));
        cast.get("dns").flatMap(at -> at.get("ttl")).ifPresent(reading::duration);
        cast.get("dns").flatMap(at -> at.get("independent_of")).ifPresent(at -> reading.words(at, names(), "target"));
    }

    /** The engine knows it by this name, in lower case: it has to be one, and to differ from the others. */
    private void named(Cursor at, String id, Collection<String> others, String what) {
        if (!NAME.matcher(id).matches()) {
            reading.error(at, Words.quoted(id) + " is no name of a " + what + " (letters, digits, '.', '_' and '-')");
        }
        if (others.stream().anyMatch(id::equalsIgnoreCase)) {
            reading.error(at, Words.quoted(id) + " differs from another " + what + " in its capitals alone");
        }
    }

    private void sum(Cursor cast, String key, double sum, double whole, String what) {
        if (Math.abs(sum - whole) > SUM_ERROR * whole) {
            reading.error(
                    cast.get(key).orElse(cast),
                    String.format(Locale.ROOT, "%s add up to %.3f, not %.0f", what, sum, whole));
        }
    }

    List<String> names() {
        return targets.stream().map(Script.Target::id).toList();
    }

    private Script.Target target(String id, Cursor at) {
        reading.keys(
                at,
                List.of("vendor", "role", "weight", "cap", "hit", "cold", "rtt", "cap_region"),
                at.text("role").equals(Optional.of("origin")) && originCap.isPresent()
                        ? List.of("role", "weight")
                        : List.of("role", "weight", "cap"));
        Script.Part part = switch (at.text("role").orElse("")) {
            case "cdn" -> Script.Part.CDN;
            case "origin" -> Script.Part.ORIGIN;
            case "static" -> Script.Part.STATIC;
            default -> {
                at.get("role").ifPresent(role -> reading.bad(role, "is no role; expected cdn, origin or static"));
                yield Script.Part.CDN;
            }
        };
        double asked = at.get("cap").flatMap(reading::amount).orElse(originCap.orElse(1.0));
        double cap = part == Script.Part.ORIGIN ? Math.min(asked, originCap.orElse(asked)) : asked;
        // A static page asks nobody; a CDN of which nothing is said keeps nothing.
        double hit = at.get("hit").flatMap(reading::share).orElse(part == Script.Part.STATIC ? 1.0 : 0.0);
        return new Script.Target(
                id,
                at.text("vendor").orElse(id),
                part,
                at.get("weight").flatMap(reading::amount).orElse(0.0),
                cap,
                hit,
                at.get("cold").flatMap(reading::share).orElse(hit),
                byRegion(at, "rtt", reading::factor),
                byRegion(at, "cap_region", reading::amount));
    }

    private SortedMap<String, Double> byRegion(Cursor at, String key, Function<Cursor, Optional<Double>> number) {
        TreeMap<String, Double> values = new TreeMap<>();
        at.entries(key).forEach((region, value) -> {
            if (!regions.containsKey(region)) {
                reading.error(
                        value,
                        "there is no region " + Words.quoted(region) + Words.didYouMean(region, regions.keySet()));
            }
            number.apply(value).ifPresent(read -> values.put(region, read));
        });
        return values;
    }

    List<Script.Point> demand() {
        return curve("demand", List.of(new Script.Point(Duration.ZERO, 1.0)), reading::amount);
    }

    /** The part of the users who have followed a change after a while: it does not shrink. */
    List<Script.Point> follow() {
        List<Script.Point> points = curve("follow", FOLLOW, reading::share);
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).value() < points.get(i - 1).value()) {
                root.get("world")
                        .flatMap(world -> world.get("follow"))
                        .ifPresent(at -> reading.error(at, "users who have followed a change do not come back"));
                break;
            }
        }
        return points;
    }

    /** A curve of the world. */
    private List<Script.Point> curve(
            String key, List<Script.Point> otherwise, Function<Cursor, Optional<Double>> number) {
        List<Script.Point> points = new ArrayList<>();
        Optional<Cursor> curve = root.get("world").flatMap(world -> world.get(key));
        curve.filter(at -> at.items().isEmpty())
                .ifPresent(at -> reading.error(at, key + " is no list of pairs of a time and a number"));
        for (Cursor point : curve.map(Cursor::items).orElse(List.of())) {
            List<Cursor> pair = point.items();
            if (pair.size() != 2) {
                reading.error(point, "is no pair of a time and a number");
                continue;
            }
            Optional<Duration> when = reading.duration(pair.get(0));
            Optional<Double> value = number.apply(pair.get(1));
            if (when.isPresent() && value.isPresent()) {
                if (!points.isEmpty() && points.get(points.size() - 1).at().compareTo(when.get()) > 0) {
                    reading.error(point, "is earlier than the point before");
                }
                points.add(new Script.Point(when.get(), value.get()));
            }
        }
        return points.isEmpty() ? otherwise : points;
    }
}
