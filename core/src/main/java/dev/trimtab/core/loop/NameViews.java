package dev.trimtab.core.loop;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.Spec;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The views of all names after a round, in the order of names. Immutable: the next round's share its names, and are the same
 * object when no view is another.
 */
@SuppressWarnings("JdkObsolete") // a round's view asks for a SortedMap, and nobody for more
final class NameViews extends AbstractMap<SteeredName, NameView> implements SortedMap<SteeredName, NameView> {
    private final SteeredName[] names;
    private final @Nullable NameView[] views;
    private final int seen;

    private NameViews(SteeredName[] names, @Nullable NameView[] views) {
        this.names = names;
        this.views = views;
        int count = 0;
        for (NameView view : views) {
            count += view == null ? 0 : 1;
        }
        this.seen = count;
    }

    /** The names of a configuration, with the views that others had of them. */
    static NameViews of(Spec spec, Map<SteeredName, NameView> before) {
        SteeredName[] names = spec.names().keySet().toArray(new SteeredName[0]);
        @Nullable NameView[] views = new @Nullable NameView[names.length];
        for (int i = 0; i < names.length; i++) {
            views[i] = before.get(names[i]);
        }
        return new NameViews(names, views);
    }

    /** A round's changes to them. */
    Draft draft() {
        return new Draft(this);
    }

    /** What becomes of views in one round; they are copied with the first that is another. */
    static final class Draft {
        private final NameViews before;
        private @Nullable NameView[] views;

        private Draft(NameViews before) {
            this.before = before;
            this.views = before.views;
        }

        @Nullable
        NameView before(int number) {
            return before.views[number];
        }

        /** Says whether it is another than before; null for a name that could not be steered. */
        @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
        boolean put(int number, @Nullable NameView view) {
            if (views[number] == view) {
                return false;
            }
            views = views == before.views ? before.views.clone() : views;
            views[number] = view;
            return true;
        }

        @SuppressWarnings("ReferenceEquality") // not copied: nothing is another
        NameViews done() {
            return views == before.views ? before : new NameViews(before.names, views);
        }
    }

    @Override
    public @Nullable NameView get(@Nullable Object key) {
        int number = key instanceof SteeredName name ? Arrays.binarySearch(names, name) : -1;
        return number < 0 ? null : views[number];
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public int size() {
        return seen;
    }

    @Override
    public Set<Map.Entry<SteeredName, NameView>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<SteeredName, NameView>> iterator() {
                return new Walk();
            }

            @Override
            public int size() {
                return seen;
            }
        };
    }

    /** From the first name to the last, without those that have no view. */
    private final class Walk implements Iterator<Map.Entry<SteeredName, NameView>> {
        private int next;

        @Override
        public boolean hasNext() {
            while (next < views.length && views[next] == null) {
                next++;
            }
            return next < views.length;
        }

        @Override
        public Map.Entry<SteeredName, NameView> next() {
            NameView view = hasNext() ? views[next] : null;
            if (view == null) {
                throw new NoSuchElementException();
            }
            return Map.entry(names[next++], view);
        }
    }

    @Override
    public @Nullable Comparator<? super SteeredName> comparator() {
        return null;
    }

    @Override
    public SortedMap<SteeredName, NameView> subMap(SteeredName from, SteeredName to) {
        return copied().subMap(from, to);
    }

    @Override
    public SortedMap<SteeredName, NameView> headMap(SteeredName to) {
        return copied().headMap(to);
    }

    @Override
    public SortedMap<SteeredName, NameView> tailMap(SteeredName from) {
        return copied().tailMap(from);
    }

    private SortedMap<SteeredName, NameView> copied() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(this));
    }

    @Override
    public SteeredName firstKey() {
        return new Walk().next().getKey();
    }

    @Override
    public SteeredName lastKey() {
        for (int i = names.length - 1; i >= 0; i--) {
            if (views[i] != null) {
                return names[i];
            }
        }
        throw new NoSuchElementException();
    }
}
