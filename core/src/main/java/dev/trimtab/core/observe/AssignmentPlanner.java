package dev.trimtab.core.observe;

import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.IpVersion;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who looks at what: every live vantage at every target of every name, steered or not. */
public final class AssignmentPlanner {
    private AssignmentPlanner() {}

    /**
     * The assignments of the live vantages. Turns come from the order of the configured ones, so that a vantage that comes
     * or goes shifts nobody's phase.
     */
    public static SortedMap<VantageId, Assignment> plan(Spec spec, Collection<VantageId> live) {
        List<Check> checks = checks(spec);
        SortedMap<VantageId, Assignment> assignments = new TreeMap<>();
        int turn = 0;
        int vantages = spec.vantages().size();
        for (VantageId vantage : spec.vantages().keySet()) {
            if (live.contains(vantage)) {
                assignments.put(vantage, AssignmentCodec.digested(vantage, turn, vantages, checks));
            }
            turn++;
        }
        return assignments;
    }

    private static List<Check> checks(Spec spec) {
        List<Check> checks = new ArrayList<>();
        Set<String> statusAsked = new HashSet<>();
        for (NameSpec name : spec.names().values()) {
            for (TargetSpec target : name.targets()) {
                for (ProbeId id : name.probes()) {
                    ProbeSpec probe = probe(spec, id);
                    if (probe.kind().runsOn(spec.cdn(target.cdn()).kind())) {
                        // What a vendor says of itself is the same for every name: asked once.
                        boolean first =
                                probe.kind() != ProbeKind.VENDOR_STATUS || statusAsked.add(target.cdn() + " " + id);
                        hosts(name, probe, first).forEach(host -> checks.addAll(checks(name, target, probe, host)));
                    }
                }
            }
        }
        return checks;
    }

    /** What does not depend on the host is looked at for one host. */
    private static List<HostName> hosts(NameSpec name, ProbeSpec probe, boolean asked) {
        boolean alike = probe.kind().asksDns() || probe.kind() == ProbeKind.TCP;
        return switch (probe.kind()) {
            case VENDOR_STATUS -> asked ? name.hosts().subList(0, 1) : List.of();
            default -> alike ? name.hosts().subList(0, 1) : name.hosts();
        };
    }

    private static List<Check> checks(NameSpec name, TargetSpec target, ProbeSpec probe, HostName host) {
        Optional<Answer> looked = looked(target, probe.kind());
        if (looked.isEmpty()) {
            return List.of();
        }
        return families(looked.get(), probe).stream()
                .map(family -> new Check(
                        new CheckId(new TargetId(name.name(), target.cdn()), host, probe.id(), family),
                        probe.kind(),
                        looked.get(),
                        probe.kind() == ProbeKind.PINNED ? "" : target.probeAt(),
                        request(probe.request(), host),
                        probe.assertions().stream()
                                .map(assertion -> assertion(assertion, host))
                                .toList(),
                        name.detect()))
                .toList();
    }

    /** Where a probe looks; empty where there is nothing of its kind to look at. */
    private static Optional<Answer> looked(TargetSpec target, ProbeKind kind) {
        return switch (kind) {
            case PINNED ->
                target.pinned().isEmpty() ? Optional.empty() : Optional.of(new Answer.Addresses(target.pinned()));
            case DNS_RECURSIVE, DNS_AUTHORITATIVE ->
                target.answer() instanceof Answer.Cname ? Optional.of(target.answer()) : Optional.empty();
            default -> Optional.of(target.answer());
        };
    }

    /** As the probe says; else over IPv4 at a name, and at addresses over what is there. */
    private static List<CheckId.Family> families(Answer answer, ProbeSpec probe) {
        boolean v4 = true;
        boolean v6 = !probe.versions().isEmpty();
        if (answer instanceof Answer.Addresses addresses) {
            v4 = !addresses.v4().isEmpty();
            v6 = !addresses.v6().isEmpty();
        }
        if (probe.kind() == ProbeKind.VENDOR_STATUS) {
            v4 = true;
            v6 = !probe.versions().isEmpty();
        }
        List<CheckId.Family> families = new ArrayList<>();
        if (v4 && (probe.versions().isEmpty() || probe.versions().contains(IpVersion.IPV4))) {
            families.add(CheckId.Family.V4);
        }
        if (v6 && (probe.versions().isEmpty() || probe.versions().contains(IpVersion.IPV6))) {
            families.add(CheckId.Family.V6);
        }
        return families;
    }

    private static RequestSpec request(RequestSpec request, HostName host) {
        SortedMap<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name, with(host, value)));
        return new RequestSpec(
                request.method(),
                request.scheme(),
                with(host, request.path()),
                with(host, request.host()),
                request.protocols(),
                headers,
                request.redirectsMax(),
                request.bodyBytesMax(),
                request.trust(),
                request.secretHeaders(),
                request.port(),
                request.servers());
    }

    private static Assertion assertion(Assertion assertion, HostName host) {
        return assertion instanceof Assertion.Tls tls
                ? new Assertion.Tls(
                        tls.sanIncludes().map(san -> with(host, san)),
                        tls.minDaysLeft(),
                        tls.chainMinDaysLeft(),
                        tls.issuer(),
                        tls.trustedByAll(),
                        tls.failureClass(),
                        tls.severity())
                : assertion;
    }

    private static String with(HostName host, String text) {
        return text.replace("{host}", host.value());
    }

    private static ProbeSpec probe(Spec spec, ProbeId id) {
        ProbeSpec probe = spec.probes().get(id);
        if (probe == null) {
            throw new IllegalStateException("no probe " + id + " in this configuration");
        }
        return probe;
    }
}
