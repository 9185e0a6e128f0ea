package dev.trimtab.sim.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The probes that a script may speak of. The words are those of the files, lower case. */
public enum Probe {
    DNS_REC,
    DNS_AUTH,
    TCP,
    TLS,
    H3,
    HTTP_STATIC,
    HTTP_MISS,
    HTTP_APP,
    HTTP_VENDOR,
    HTTP_PINNED,
    ORIGIN_DIRECT,
    RUM,
    NEL,
    VENDOR_STATUS,
    VENDOR_API,
    DNS_API,
    ZONE,
    AGENT_LINK,
    AGENT_CONTROL;

    /** A state word that says that the probe gives nothing. */
    public static final List<String> SILENCE = List.of("nodata", "unknown");

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As files write it. */
    public String word() {
        return word;
    }

    /** Whether it finds a word instead of passing or failing. */
    public boolean findsState() {
        return !states().isEmpty();
    }

    /** The words it may find, the normal one first; none for a probe that passes or fails. */
    public List<String> states() {
        return switch (this) {
            case VENDOR_STATUS -> List.of("operational", "degraded", "outage", "unreachable");
            case VENDOR_API, DNS_API -> List.of("ok", "slow", "auth_fail", "error", "frozen", "accepted_not_live");
            case ZONE -> List.of("ok", "nodata", "nxdomain", "old");
            case AGENT_LINK -> List.of("ok", "lost");
            case AGENT_CONTROL -> List.of("ok", "bad");
            case DNS_REC,
                    DNS_AUTH,
                    TCP,
                    TLS,
                    H3,
                    HTTP_STATIC,
                    HTTP_MISS,
                    HTTP_APP,
                    HTTP_VENDOR,
                    HTTP_PINNED,
                    ORIGIN_DIRECT,
                    RUM,
                    NEL -> List.of();
        };
    }

    public static Optional<Probe> of(String word) {
        return Arrays.stream(values()).filter(probe -> probe.word.equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Probe::word).toList();
    }
}
