package dev.trimtab.bench.load;

import dev.trimtab.agent.link.DirectLink;
import dev.trimtab.agent.link.GatewayLink;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.KeyPem;
import dev.trimtab.core.port.VantageLink;
import dev.trimtab.link.TlsFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Several vantages in one process. Links, keys, codec, signatures and pace are real: one full report a second each. The looks
 * are made up: in each second a tenth of the checks has been looked at, as with the default interval of ten seconds, and one
 * look in a thousand fails.
 *
 * <p>Arguments: folder of a {@link LoadSite}, first vantage, how many, {@code gateway} or {@code direct}, port, cluster name.
 */
public final class ReportersMain {
    private static final long SECOND_MILLIS = 1_000;
    private static final long TOLD_EVERY_SECONDS = 5;

    private ReportersMain() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int from = Integer.parseInt(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        boolean byGateway = arguments[3].equals("gateway");
        int port = Integer.parseInt(arguments[4]);
        PublicKey controller = KeyPem.readPublic(Files.readString(folder.resolve("state/link.pub")));
        ScheduledExecutorService threads =
                Executors.newScheduledThreadPool(Runtime.getRuntime().availableProcessors());
        AtomicLong arrived = new AtomicLong();
        AtomicLong lost = new AtomicLong();
        List<VantageLink> links = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            VantageId id = new VantageId("v" + i);
            Path own = folder.resolve("pki/vantage/" + id);
            PrivateKey key = KeyPem.readPrivate(Files.readString(own.resolve("signing.key")));
            VantageLink link = byGateway
                    ? GatewayLink.connect(new GatewayLink.Settings(
                            id,
                            List.of(InetSocketAddress.createUnresolved("localhost", port)),
                            new TlsFiles.Settings(
                                    own.resolve("tls.crt"), own.resolve("tls.key"), own.resolve("ca.crt")),
                            key,
                            controller))
                    : DirectLink.connect(new DirectLink.Settings(
                            id,
                            List.of(InetSocketAddress.createUnresolved("127.0.0.1", port)),
                            arguments[5],
                            key,
                            controller));
            links.add(link);
            MadeUpView view = new MadeUpView(id, i);
            link.onAssignment((Assignment next) -> view.take(next));
            threads.scheduleAtFixedRate(
                    () -> view.next().ifPresent(report -> (link.report(report) ? arrived : lost).incrementAndGet()),
                    (i - from) * SECOND_MILLIS / count,
                    SECOND_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
        threads.scheduleAtFixedRate(
                () -> System.out.println("arrived " + arrived + " lost " + lost),
                TOLD_EVERY_SECONDS,
                TOLD_EVERY_SECONDS,
                TimeUnit.SECONDS);
    }
}
