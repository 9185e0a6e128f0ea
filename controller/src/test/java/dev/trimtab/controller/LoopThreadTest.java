package dev.trimtab.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopThreadTest {
    @Test
    void it_outlives_a_round_that_throws_whatever_it_throws() throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(3);
        try (LoopThread thread = new LoopThread(
                now -> {
                    third.countDown();
                    switch (rounds.incrementAndGet()) {
                        case 1 -> throw new IllegalStateException("a bug");
                        case 2 -> throw new StackOverflowError("a deeper one");
                        default -> {}
                    }
                },
                InstantSource.system())) {
            thread.start();
            assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
