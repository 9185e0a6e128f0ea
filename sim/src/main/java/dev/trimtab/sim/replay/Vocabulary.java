package dev.trimtab.sim.replay;

import dev.trimtab.core.spec.ProbeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words that a script may use. */
final class Vocabulary {
    static final List<String> LOOKING = List.of(
            "dns_rec",
            "dns_auth",
            "tcp",
            "tls",
            "h3",
            "http_static",
            "http_miss",
            "http_app",
            "http_vendor",
            "http_pinned",
            "origin_direct",
            "rum",
            "nel");
    static final Map<String, List<String>> STATES = Map.of(
            "vendor_status", List.of("operational", "degraded", "outage", "unreachable", "nodata", "unknown"),
            "vendor_api",
                    List.of("ok", "slow", "auth_fail", "error", "frozen", "accepted_not_live", "nodata", "unknown"),
            "dns_api", List.of("ok", "slow", "auth_fail", "error", "frozen", "accepted_not_live", "nodata", "unknown"),
            "zone", List.of("ok", "nodata", "nxdomain", "old", "unknown"),
            "agent_link", List.of("ok", "lost", "nodata", "unknown"),
            "agent_control", List.of("ok", "bad", "nodata", "unknown"));
    static final Set<String> OUTCOMES = Set.of(
            "http_500",
            "http_502",
            "http_503",
            "http_504",
            "http_404",
            "http_403",
            "http_530",
            "challenge",
            "wrong_body",
            "timeout",
            "refused",
            "reset",
            "tls_chain",
            "nxdomain",
            "nodata",
            "servfail",
            "dns_timeout",
            "slow");
    static final Set<String> HTTP = Set.of("http_static", "http_miss", "http_app", "http_pinned", "h3", "http_vendor");

    /** What the engine is given, by word. */
    static final Map<String, ProbeKind> KINDS = Map.of(
            "http_app", ProbeKind.APPLICATION,
            "http_static", ProbeKind.CACHED_OBJECT,
            "http_miss", ProbeKind.FORCED_MISS,
            "http_pinned", ProbeKind.PINNED,
            "tcp", ProbeKind.TCP,
            "tls", ProbeKind.TLS,
            "dns_rec", ProbeKind.DNS_RECURSIVE,
            "dns_auth", ProbeKind.DNS_AUTHORITATIVE);

    static final Set<String> YAML_TRAPS = Set.of("on", "off", "yes", "no", "y", "n");

    private Vocabulary() {}

    static List<String> probes() {
        List<String> all = new ArrayList<>(LOOKING);
        all.addAll(STATES.keySet().stream().sorted().toList());
        return all;
    }
}
