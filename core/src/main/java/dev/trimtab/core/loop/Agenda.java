package dev.trimtab.core.loop;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which names a round has to look at: those that something happened to, and those whose time has come. The others are not
 * touched, whatever their number. Belongs to the loop's thread.
 *
 * <p>Each name has one moment up to which it rests; names lie in a heap by that moment, so that what is due is found without
 * asking the rest. A moment too early costs a look; one too late would be a missed decision: whoever names it names a lower
 * bound.
 */
final class Agenda {
    private final Spec spec;
    private final List<NameSpec> names;
    private final Map<SteeredName, Integer> numbers = new HashMap<>();
    private final BitSet called = new BitSet();
    /** Moments by name, in milliseconds since 1970. */
    private final long[] dueAt;

    private final int[] heap;
    private final int[] placeInHeap;

    /** Every name is due at once. */
    Agenda(Spec spec) {
        this.spec = spec;
        this.names = new ArrayList<>(spec.names().values());
        this.dueAt = new long[names.size()];
        this.heap = new int[names.size()];
        this.placeInHeap = new int[names.size()];
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i).name(), i);
            dueAt[i] = Long.MIN_VALUE;
            heap[i] = i;
            placeInHeap[i] = i;
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    boolean isOf(Spec other) {
        return spec == other;
    }

    NameSpec name(int number) {
        return names.get(number);
    }

    /** Something happened to it; a name that is not configured concerns nobody. */
    void call(SteeredName name) {
        Integer number = numbers.get(name);
        if (number != null) {
            called.set(number);
        }
    }

    /** The same for names by their numbers. */
    void call(BitSet stirred) {
        called.or(stirred);
    }

    /** Those that an operator means. */
    void call(Intervention intervention) {
        for (int i = 0; i < names.size(); i++) {
            if (intervention.concerns(names.get(i).name())) {
                called.set(i);
            }
        }
    }

    void callAll() {
        called.set(0, names.size());
    }

    /** The numbers of the names that are due, in the order of names; what was called is called no longer. */
    BitSet due(Instant now) {
        long millis = now.toEpochMilli();
        BitSet due = (BitSet) called.clone();
        called.clear();
        gather(0, millis, due);
        return due;
    }

    /** The due ones are a tree at the top of the heap. */
    private void gather(int place, long millis, BitSet due) {
        if (place < heap.length && dueAt[heap[place]] <= millis) {
            due.set(heap[place]);
            gather(2 * place + 1, millis, due);
            gather(2 * place + 2, millis, due);
        }
    }

    /** It need not be looked at before that moment, unless it is called. */
    void rests(int number, Instant until) {
        long millis = until.isBefore(Instant.ofEpochMilli(Long.MAX_VALUE)) ? until.toEpochMilli() : Long.MAX_VALUE;
        boolean later = millis > dueAt[number];
        dueAt[number] = millis;
        if (later) {
            sink(placeInHeap[number]);
        } else {
            rise(placeInHeap[number]);
        }
    }

    /** It is looked at in every round until it rests. */
    void stirs(int number) {
        dueAt[number] = Long.MIN_VALUE;
        rise(placeInHeap[number]);
    }

    private void rise(int from) {
        int place = from;
        while (place > 0 && dueAt[heap[(place - 1) / 2]] > dueAt[heap[place]]) {
            swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    private void sink(int from) {
        int place = from;
        while (true) {
            int least = 2 * place + 1;
            if (least >= heap.length) {
                return;
            }
            if (least + 1 < heap.length && dueAt[heap[least + 1]] < dueAt[heap[least]]) {
                least++;
            }
            if (dueAt[heap[least]] >= dueAt[heap[place]]) {
                return;
            }
            swap(place, least);
            place = least;
        }
    }

    private void swap(int a, int b) {
        int name = heap[a];
        heap[a] = heap[b];
        heap[b] = name;
        placeInHeap[heap[a]] = a;
        placeInHeap[heap[b]] = b;
    }
}
