package dev.trimtab.controller.gateway;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.port.EventSink;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Tells of certificates well before they run out: ours, and those that vantages come with. */
public final class CertificateNews {
    /** Who shows how long a certificate has left. */
    public interface Gauge {
        /** @param secondsLeft to be asked whenever it is shown */
        void certificate(String whose, DoubleSupplier secondsLeft);
    }

    /** cert-manager renews when a third is left; who is below this was not renewed. */
    static final double WARN_SHARE = 0.2;

    /** Whatever its whole life is. */
    static final Duration WARN_MAX = Duration.ofDays(14);

    static final Duration AGAIN_EVERY = Duration.ofHours(24);

    private static final String OURS = "gateway";

    private record Watched(Instant notAfter, Duration warnBefore, Instant told) {}

    private final EventSink events;
    private final Gauge gauge;
    private final InstantSource clock;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    public CertificateNews(EventSink events, Gauge gauge, InstantSource clock) {
        this.events = events;
        this.gauge = gauge;
        this.clock = clock;
    }

    void ours(X509Certificate certificate) {
        Instant until = certificate.getNotAfter().toInstant();
        Duration life = Duration.between(certificate.getNotBefore().toInstant(), until);
        Duration share = Duration.ofSeconds((long) (life.toSeconds() * WARN_SHARE));
        watch(OURS, until, share.compareTo(WARN_MAX) < 0 ? share : WARN_MAX);
    }

    void ofVantage(VantageId vantage, Instant notAfter) {
        watch("vantage " + vantage, notAfter, Duration.ofDays(3));
    }

    void trouble(String sentence) {
        events.accept(Event.of(Event.Type.CERTIFICATE_TROUBLE, clock.instant(), "gateway: " + sentence));
    }

    /** Tells what is due. */
    void look() {
        Instant now = clock.instant();
        watched.forEach((whose, one) -> {
            if (!now.isBefore(one.notAfter().minus(one.warnBefore()))
                    && !now.isBefore(one.told().plus(AGAIN_EVERY))
                    && watched.replace(whose, one, new Watched(one.notAfter(), one.warnBefore(), now))) {
                events.accept(Event.of(
                                Event.Type.CERTIFICATE_TROUBLE,
                                now,
                                "the certificate of " + (whose.equals(OURS) ? "this controller's gateway" : whose)
                                        + (now.isBefore(one.notAfter())
                                                ? " runs out in " + words(Duration.between(now, one.notAfter()))
                                                : " ran out")
                                        + ", at " + one.notAfter() + ": renew it (trimtab pki rotate, or cert-manager)")
                        .with("certificate", whose)
                        .with("notAfter", one.notAfter()));
            }
        });
    }

    private void watch(String whose, Instant notAfter, Duration warnBefore) {
        Watched before = watched.get(whose);
        if (before == null || !before.notAfter().equals(notAfter)) {
            watched.put(whose, new Watched(notAfter, warnBefore, Instant.EPOCH));
        }
        if (before == null) {
            gauge.certificate(whose, () -> left(whose));
        }
    }

    private double left(String whose) {
        Watched one = watched.get(whose);
        return one == null
                ? 0
                : Duration.between(clock.instant(), one.notAfter()).toMillis() / 1000.0;
    }

    private static String words(Duration left) {
        return left.toHours() >= 48 ? left.toDays() + " days" : left.toMinutes() + " minutes";
    }
}
