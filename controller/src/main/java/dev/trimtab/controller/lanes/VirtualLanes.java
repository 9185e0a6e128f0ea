package dev.trimtab.controller.lanes;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.WriteLanes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Virtual threads, at most one for a name at a provider and {@value #PER_PROVIDER_MAX} for a provider: a slow provider keeps
 * its own lanes busy and nobody else's.
 */
public final class VirtualLanes implements WriteLanes, AutoCloseable {
    /** What a provider's API takes at once without throttling us. */
    static final int PER_PROVIDER_MAX = 8;

    /** Room that looks leave to plans. */
    static final int RESERVED_FOR_NEWS = 3;

    private record Lane(ProviderId provider, SteeredName name) {}

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Lane> busy = ConcurrentHashMap.newKeySet();
    private final Map<ProviderId, Semaphore> room = new ConcurrentHashMap<>();
    private final Runnable afterwards;

    /** @param afterwards runs after each write, so that the loop need not wait for its next tick */
    public VirtualLanes(Runnable afterwards) {
        this.afterwards = afterwards;
    }

    @Override
    public boolean start(ProviderId provider, SteeredName name, Urgency urgency, Runnable write) {
        Lane lane = new Lane(provider, name);
        Semaphore places = room.computeIfAbsent(provider, id -> new Semaphore(PER_PROVIDER_MAX));
        if (!busy.add(lane)) {
            return false;
        }
        boolean reserved = urgency == Urgency.ROUTINE && places.availablePermits() <= RESERVED_FOR_NEWS;
        if (reserved || !places.tryAcquire()) {
            busy.remove(lane);
            return false;
        }
        try {
            threads.execute(() -> {
                try {
                    write.run();
                } finally {
                    places.release();
                    busy.remove(lane);
                    afterwards.run();
                }
            });
            return true;
        } catch (RejectedExecutionException closing) {
            places.release();
            busy.remove(lane);
            return false;
        }
    }

    /** Lets running writes end, within their own time limits. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
