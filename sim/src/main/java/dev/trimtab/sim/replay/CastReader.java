package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import dev.trimtab.config.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code cast} and {@code world}: who plays, and in what. */
final class CastReader {
    /** Shares are written with two or three digits. */
    private static final double SUM_ERROR = 0.001;

    private final Cursor root;
    private final ScriptReader.Reading reading;
    private final TreeMap<String, Double> regions = new TreeMap<>();
    private final List<Script.Target> targets = new ArrayList<>();
    private final List<Script.Group> groups = new ArrayList<>();

    CastReader(Cursor root, ScriptReader.Reading reading) {
        this.root = root;
        this.reading = reading;
        root.get("cast").ifPresent(this::cast);
        root.get("world").ifPresent(at -> {
            reading.keys(at, List.of("demand", "follow", "origin_cap"), List.of("follow"));
            at.get("origin_cap").ifPresent(reading::notNegative);
        });
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
            regions.put(entry.getKey(), part);
            users += part;
        }
        sum(cast, "regions", users, 1, "users");
        double weights = 0;
        for (Map.Entry<String, Cursor> entry : cast.entries("targets").entrySet()) {
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
                List.of("role", "weight", "cap"));
        Script.Part part = switch (at.text("role").orElse("")) {
            case "cdn" -> Script.Part.CDN;
            case "origin" -> Script.Part.ORIGIN;
            case "static" -> Script.Part.STATIC;
            default -> {
                at.get("role").ifPresent(role -> reading.bad(role, "is no role; expected cdn, origin or static"));
                yield Script.Part.CDN;
            }
        };
        double hit = at.get("hit").flatMap(reading::share).orElse(0.0);
        return new Script.Target(
                id,
                at.text("vendor").orElse(id),
                part,
                at.get("weight").flatMap(reading::notNegative).orElse(0.0),
                at.get("cap").flatMap(reading::notNegative).orElse(1.0),
                hit,
                at.get("cold").flatMap(reading::share).orElse(hit),
                byRegion(at, "rtt"),
                byRegion(at, "cap_region"));
    }

    private SortedMap<String, Double> byRegion(Cursor at, String key) {
        TreeMap<String, Double> values = new TreeMap<>();
        at.entries(key).forEach((region, value) -> {
            if (!regions.containsKey(region)) {
                reading.error(
                        value,
                        "there is no region " + Words.quoted(region) + Words.didYouMean(region, regions.keySet()));
            }
            (key.equals("rtt") ? reading.positive(value) : reading.notNegative(value))
                    .ifPresent(number -> values.put(region, number));
        });
        return values;
    }

    /** A curve of the world; flat when the script has none. */
    List<Script.Point> curve(String key, double otherwise) {
        List<Script.Point> points = new ArrayList<>();
        Optional<Cursor> curve = root.get("world").flatMap(world -> world.get(key));
        curve.filter(it -> it.items().isEmpty())
                .ifPresent(it -> reading.error(it, key + " is no list of points such as [[0m, 1.0]]"));
        for (Cursor point : curve.map(Cursor::items).orElse(List.of())) {
            List<Cursor> pair = point.items();
            if (pair.size() != 2) {
                reading.error(point, "is no pair of a time and a number");
                continue;
            }
            Optional<Duration> when = reading.duration(pair.get(0));
            Optional<Double> value =
                    key.equals("follow") ? reading.share(pair.get(1)) : reading.notNegative(pair.get(1));
            if (when.isPresent() && value.isPresent()) {
                if (!points.isEmpty() && points.get(points.size() - 1).at().compareTo(when.get()) > 0) {
                    reading.error(point, "is earlier than the point before");
                }
                if (key.equals("follow")
                        && !points.isEmpty()
                        && points.get(points.size() - 1).value() > value.get()) {
                    reading.error(point, "is lower than the point before: users who have followed do not go back");
                }
                points.add(new Script.Point(when.get(), value.get()));
            }
        }
        return points.isEmpty() ? List.of(new Script.Point(Duration.ZERO, otherwise)) : points;
    }
}
