package dev.trimtab.agent;

import dev.trimtab.agent.link.DirectLink;
import dev.trimtab.agent.link.GatewayLink;
import dev.trimtab.agent.probe.VantageProber;
import dev.trimtab.core.port.VantageLink;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process {@code agent}: wires by hand, runs until SIGTERM. */
public final class AgentMain {
    private static final int EXIT_ENDED = 0;
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;

    /** Seconds that the JVM keeps an address: a CDN moves its own names within half a minute. */
    private static final String ADDRESS_CACHE_SECONDS = "5";

    private static final Logger LOG = LoggerFactory.getLogger(AgentMain.class);

    private AgentMain() {}

    /** {@code AgentMain} runs, {@code AgentMain keygen FILE} makes a key pair. */
    public static void main(String[] arguments) {
        if (arguments.length == 0) {
            switch (AgentSettings.read(System.getenv())) {
                case AgentSettings.Reading.Bad bad -> {
                    bad.problems().forEach(System.err::println);
                    System.exit(EXIT_USAGE);
                }
                case AgentSettings.Reading.Good good -> run(good.settings());
            }
        } else if (arguments.length == 2 && arguments[0].equals("keygen")) {
            System.exit(keygen(Path.of(arguments[1])));
        } else {
            System.err.println("usage: agent (settings in TRIMTAB_ variables) | agent keygen FILE");
            System.exit(EXIT_USAGE);
        }
    }

    private static void run(AgentSettings settings) {
        Security.setProperty("networkaddress.cache.ttl", ADDRESS_CACHE_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        InstantSource clock = InstantSource.system();
        VantageProber prober = new VantageProber(settings.allowed(), clock);
        prober.warmUp();
        VantageLink link = link(settings);
        Agent agent = new Agent(settings.vantage(), link, prober, clock.instant());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            agent.close();
                            link.close();
                            ended.countDown();
                            // After a signal the JVM would end with 128 + its number, which a supervisor takes for a
                            // failure.
                            Runtime.getRuntime().halt(EXIT_ENDED);
                        },
                        "ending"));
        agent.start();
        LOG.info(
                "vantage {} looks with TLS by {}, controllers by {}",
                settings.vantage(),
                prober.tlsEngine(),
                settings.way());
        awaitEnd(ended);
    }

    /** Over a gateway not one class of Hazelcast is loaded. */
    private static VantageLink link(AgentSettings settings) {
        return switch (settings.way()) {
            case AgentSettings.Way.Direct direct ->
                DirectLink.connect(new DirectLink.Settings(
                        settings.vantage(),
                        direct.cluster(),
                        direct.clusterName(),
                        settings.key(),
                        settings.controllerKey()));
            case AgentSettings.Way.Gateways by ->
                GatewayLink.connect(new GatewayLink.Settings(
                        settings.vantage(), by.gateways(), by.tls(), settings.key(), settings.controllerKey()));
        };
    }

    private static void awaitEnd(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static int keygen(Path file) {
        try {
            Keys.generate(file);
            System.err.println("wrote " + file + " (private) and " + Keys.publicFile(file));
            return EXIT_ENDED;
        } catch (FileAlreadyExistsException there) {
            System.err.println(there.getMessage() + " is there already; a key is never overwritten");
        } catch (IOException | GeneralSecurityException failed) {
            System.err.println("cannot write " + file + ": " + failed);
        }
        return EXIT_FAILED;
    }
}
