package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Makes looks of every kind. */
public final class VantageProber implements Prober {
    private final HttpProber http;
    private final DnsProber dns;

    public VantageProber(AllowedRanges allowed, InstantSource clock) {
        this.http = new HttpProber(allowed, clock);
        this.dns = new DnsProber(allowed, clock);
    }

    /** Whose TLS is used, for the start-up line. */
    public String tlsEngine() {
        return http.tlsEngine();
    }

    /** Loads now what would be counted as the slowness of the first target. */
    public void warmUp() {
        http.warmUp();
    }

    @Override
    public CompletableFuture<Sight> look(Check check, Look.Turn turn) {
        return check.kind().asksDns() ? dns.look(check, turn) : http.look(check, turn);
    }

    @Override
    public void close() {
        http.close();
        dns.close();
    }
}
