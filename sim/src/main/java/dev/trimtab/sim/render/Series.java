package dev.trimtab.sim.render;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a plot.
 *
 * @param points in the order of time
 * @param held whether a value stays until the next one, as a share does, or moves towards it
 */
record Series(String label, List<Point> points, boolean held) {
    /** @param x seconds since the script's begin */
    record Point(double x, double y) {}

    Series {
        points = List.copyOf(points);
    }

    double highest() {
        return points.stream().mapToDouble(Point::y).max().orElse(0);
    }

    /** The same picture with at most so many points: of each stretch of time its lowest and its highest value stay. */
    Series thinned(int most) {
        List<Point> bends = bends();
        if (bends.size() <= most) {
            return new Series(label, bends, held);
        }
        int stretches = Math.max(1, most / 4);
        List<Point> kept = new ArrayList<>();
        for (int stretch = 0; stretch < stretches; stretch++) {
            int from = (int) ((long) bends.size() * stretch / stretches);
            int until = (int) ((long) bends.size() * (stretch + 1) / stretches);
            kept.addAll(extremes(bends.subList(from, until)));
        }
        return new Series(label, kept, held);
    }

    /** First, lowest, highest and last, in order. */
    private static List<Point> extremes(List<Point> stretch) {
        int low = 0;
        int high = 0;
        for (int i = 1; i < stretch.size(); i++) {
            low = stretch.get(i).y() < stretch.get(low).y() ? i : low;
            high = stretch.get(i).y() > stretch.get(high).y() ? i : high;
        }
        List<Point> kept = new ArrayList<>();
        for (int i = 0; i < stretch.size(); i++) {
            if (i == 0 || i == low || i == high || i == stretch.size() - 1) {
                kept.add(stretch.get(i));
            }
        }
        return kept;
    }

    /** Without points inside of level stretches: a line needs only its bends. */
    private List<Point> bends() {
        List<Point> bends = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            boolean end = i == 0 || i == points.size() - 1;
            boolean level = !end
                    && points.get(i - 1).y() == points.get(i).y()
                    && points.get(i).y() == points.get(i + 1).y();
            if (!level) {
                bends.add(points.get(i));
            }
        }
        return bends;
    }
}
