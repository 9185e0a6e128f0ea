package dev.trimtab.core.loop;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Works out ahead what a round holds for its names, on cores that are idle, while the loop's thread concludes one name after
 * the other in their order. Chunks are taken in that order by whoever is free; what nobody has taken when the loop's thread
 * comes to it, it does itself. What is worked out is a pure function of what the round brings and of the name's own past:
 * neither who did it nor when shows in it (ADR-0019).
 */
final class Foresight implements AutoCloseable {
    /**
     * What a round may use beside its own thread.
     *
     * @param helpers threads of the common pool
     * @param fromNames with fewer names one core is done sooner than a second one is called
     * @param chunk names taken at once
     */
    record Cores(int helpers, int fromNames, int chunk) {
        /** All but the one that the loop runs on; a chunk takes about a millisecond. */
        static Cores ofMachine() {
            return new Cores(
                    Math.min(Runtime.getRuntime().availableProcessors() - 1, ForkJoinPool.getCommonPoolParallelism()),
                    256,
                    64);
        }
    }

    private final List<Chunk> chunks;
    private final int chunkNames;

    private Foresight(List<Chunk> chunks, int chunkNames) {
        this.chunks = chunks;
        this.chunkNames = chunkNames;
    }

    /** @param work on a name by its number; may run in any thread, once for each name that is due */
    static Foresight of(BitSet due, Cores cores, IntConsumer work) {
        List<Chunk> chunks = new ArrayList<>();
        if (cores.helpers() < 1 || due.cardinality() < cores.fromNames()) {
            return new Foresight(chunks, 1);
        }
        int[] numbers = due.stream().toArray();
        for (int from = 0; from < numbers.length; from += cores.chunk()) {
            chunks.add(new Chunk(numbers, from, Math.min(numbers.length, from + cores.chunk()), work));
        }
        for (int helper = 0; helper < Math.min(cores.helpers(), chunks.size()); helper++) {
            ForkJoinPool.commonPool().execute(() -> chunks.forEach(Chunk::take));
        }
        return new Foresight(chunks, cores.chunk());
    }

    /** Returns when the name is worked out that comes at this place among those that are due, unless nobody looks ahead. */
    void reach(int place) {
        if (!chunks.isEmpty() && place % chunkNames == 0) {
            Chunk chunk = chunks.get(place / chunkNames);
            chunk.take();
            chunk.done.join();
        }
    }

    /** Nobody works on any name any more. */
    @Override
    public void close() {
        for (Chunk chunk : chunks) {
            if (chunk.taken.getAndSet(true)) {
                chunk.done.exceptionally(seenByTheLoop -> null).join();
            }
        }
    }

    /** Names that are worked out together. */
    private static final class Chunk {
        private final int[] numbers;
        private final int from;
        private final int end;
        private final IntConsumer work;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        private Chunk(int[] numbers, int from, int end, IntConsumer work) {
            this.numbers = numbers;
            this.from = from;
            this.end = end;
            this.work = work;
        }

        /** Does it, unless it is done or being done. */
        private void take() {
            if (taken.getAndSet(true)) {
                return;
            }
            try {
                for (int i = from; i < end; i++) {
                    work.accept(numbers[i]);
                }
                done.complete(null);
            } catch (Throwable broken) {
                // Whoever waits for it meets it: the loop's thread, which ends its round.
                done.completeExceptionally(broken);
            }
        }
    }
}
