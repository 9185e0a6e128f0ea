package dev.trimtab.sim.replay;

import java.time.Duration;
import java.util.List;

/** A value over time, linear between its points and constant outside of them. */
public record Curve(List<Point> points) {
    public Curve {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a curve without points");
        }
    }

    /** A value at an offset. */
    public record Point(Duration at, double value) {}

    public static Curve constant(double value) {
        return new Curve(List.of(new Point(Duration.ZERO, value)));
    }

    public double at(Duration offset) {
        Point before = points.getFirst();
        for (Point point : points) {
            if (point.at().compareTo(offset) > 0) {
                return point.equals(before) ? before.value() : between(before, point, offset);
            }
            before = point;
        }
        return before.value();
    }

    private static double between(Point from, Point to, Duration offset) {
        double way = offset.minus(from.at()).toMillis()
                / (double) to.at().minus(from.at()).toMillis();
        return from.value() + (to.value() - from.value()) * way;
    }
}
