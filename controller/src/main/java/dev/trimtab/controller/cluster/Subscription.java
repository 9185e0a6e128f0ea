package dev.trimtab.controller.cluster;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.hazelcast.topic.ITopic;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One ear at one object of the cluster, which is put to it again when the object or the member was lost. */
abstract class Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** Takes bytes that anybody may have written, on a thread of the cluster: returns at once. */
    interface Heard {
        /** @param key of a map's entry; empty for a message */
        void heard(String key, byte[] bytes);
    }

    /** Until it is closed, it is heard. */
    interface Ear extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes its registration back. */
    interface Undo {
        void run();
    }

    private final String object;
    private final Heard heard;
    // Under this subscription's own lock.
    private @Nullable HazelcastInstance at;
    private @Nullable Undo undo;

    private Subscription(String object, Heard heard) {
        this.object = object;
        this.heard = heard;
    }

    String object() {
        return object;
    }

    /** Registers unless it is registered with this very member. */
    @SuppressWarnings("ReferenceEquality") // another member is another object
    synchronized void renew(HazelcastInstance now) {
        if (at != now) {
            undo = register(now);
            at = now;
        }
    }

    synchronized void lost() {
        at = null;
        undo = null;
    }

    synchronized void end() {
        Undo registered = undo;
        lost();
        if (registered != null) {
            try {
                registered.run();
            } catch (HazelcastException | IllegalStateException ended) {
                LOG.trace("ended already");
            }
        }
    }

    abstract Undo register(HazelcastInstance now);

    /**
     * Hands on what is ours by its type. Whatever a stranger wrote, it is data, and is only read here: no trouble with it
     * leaves this place.
     */
    final void arrived(Supplier<?> key, Supplier<?> value) {
        try {
            if (key.get() instanceof String text && value.get() instanceof byte[] bytes) {
                heard.heard(text, bytes);
            }
        } catch (RuntimeException notOurs) {
            LOG.debug("something in {} cannot be read: {}", object, notOurs.toString());
        }
    }

    /** At a map. */
    static final class OfMap extends Subscription {
        OfMap(String map, Heard heard) {
            super(map, heard);
        }

        @Override
        Undo register(HazelcastInstance now) {
            IMap<Object, Object> map = now.getMap(object());
            UUID id = map.addEntryListener(new Entries(this), true);
            return () -> map.removeEntryListener(id);
        }
    }

    private record Entries(OfMap of)
            implements EntryAddedListener<Object, Object>, EntryUpdatedListener<Object, Object> {
        @Override
        public void entryAdded(EntryEvent<Object, Object> event) {
            changed(event);
        }

        @Override
        public void entryUpdated(EntryEvent<Object, Object> event) {
            changed(event);
        }

        private void changed(EntryEvent<Object, Object> event) {
            of.arrived(event::getKey, event::getValue);
        }
    }

    /** At a topic. */
    static final class OfTopic extends Subscription {
        OfTopic(String topic, Heard heard) {
            super(topic, heard);
        }

        @Override
        Undo register(HazelcastInstance now) {
            ITopic<Object> topic = now.getTopic(object());
            UUID id = topic.addMessageListener(message -> arrived(() -> "", message::getMessageObject));
            return () -> topic.removeMessageListener(id);
        }
    }
}
