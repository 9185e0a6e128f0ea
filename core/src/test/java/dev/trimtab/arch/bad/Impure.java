package dev.trimtab.arch.bad;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Does everything that core must not do; each method is one sin, and each must be found. */
final class Impure {
    private Impure() {}

    static Instant readsTheTime() {
        return Instant.now();
    }

    static long readsTheMilliseconds() {
        return System.currentTimeMillis();
    }

    static LongSupplier refersToTheNanoseconds() {
        return System::nanoTime;
    }

    static Clock takesTheSystemClock() {
        return Clock.systemUTC();
    }

    static InstantSource takesTheSystemSource() {
        return InstantSource.system();
    }

    static double throwsDice() {
        return Math.random();
    }

    static Random makesDice() {
        return new Random();
    }

    static int borrowsDice() {
        return ThreadLocalRandom.current().nextInt();
    }

    static UUID makesAnId() {
        return UUID.randomUUID();
    }

    static String readsTheEnvironment() {
        return System.getenv().toString();
    }

    static void sleeps() throws InterruptedException {
        Thread.sleep(1);
    }

    static Logger logsByTheJdk() {
        return Logger.getLogger("core");
    }

    static org.slf4j.Logger logs() {
        return LoggerFactory.getLogger("core");
    }

    static HttpClient speaks() {
        return HttpClient.newHttpClient();
    }
}
