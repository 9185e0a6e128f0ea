package dev.trimtab.demo;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One question from every source, and what was answered: shares as resolvers see them.
 *
 * @param answers how many sources were sent to each target
 * @param silent how many sources got no usable answer
 */
record Sweep(Instant began, Instant ended, SortedMap<String, Integer> answers, int silent) {
    Sweep {
        answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
    }

    int answered() {
        return answers.values().stream().mapToInt(Integer::intValue).sum();
    }

    int count(String target) {
        return answers.getOrDefault(target, 0);
    }

    /** In percent of the answered sources, 0 when none was. */
    double percent(String target) {
        int all = answered();
        return all == 0 ? 0 : 100.0 * count(target) / all;
    }
}
