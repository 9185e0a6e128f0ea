package dev.trimtab.controller.leadership;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Nanoseconds that only grow and that no set clock touches. The JDK's stand still while a machine is suspended; the kernel's
 * up-time does not, and what it is ahead by is added. A hypervisor that stops a whole virtual machine stops both: then only
 * the provider's compare-and-set and the mark stand between an old leader and a write.
 */
final class SteadyTime implements LongSupplier {
    static final Path UPTIME = Path.of("/proc/uptime");

    /** The up-time has two digits after the point; anything below this is no suspension. */
    private static final long SLEPT_MIN = 100_000_000;

    private final LongSupplier running;
    private final Path uptime;
    private final OptionalLong ahead;
    private long slept;

    SteadyTime() {
        this(System::nanoTime, UPTIME);
    }

    SteadyTime(LongSupplier running, Path uptime) {
        this.running = running;
        this.uptime = uptime;
        this.ahead = difference().map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    @Override
    public synchronized long getAsLong() {
        if (ahead.isPresent()) {
            difference().ifPresent(now -> {
                long since = now - ahead.getAsLong();
                if (since - slept > SLEPT_MIN) {
                    slept = since;
                }
            });
        }
        return running.getAsLong() + slept;
    }

    /** By how much the kernel's up-time is ahead; empty where there is none to be read. */
    private Optional<Long> difference() {
        try {
            String[] words = Files.readString(uptime).split(" ", 2);
            return Optional.of(new BigDecimal(words[0]).movePointRight(9).longValueExact() - running.getAsLong());
        } catch (IOException | ArithmeticException | NumberFormatException notLinux) {
            return Optional.empty();
        }
    }
}
