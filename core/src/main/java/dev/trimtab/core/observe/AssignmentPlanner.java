package dev.trimtab.core.observe;

import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
        for (NameSpec name : spec.names().values()) {
            for (TargetSpec target : name.targets()) {
                for (ProbeId id : name.probes()) {
                    ProbeSpec probe = probe(spec, id);
                    if (probe.kind().built()
                            && probe.kind().runsOn(spec.cdn(target.cdn()).kind())) {
                        name.hosts().forEach(host -> checks.addAll(checks(name, target, probe, host)));
                    }
                }
            }
        }
        return checks;
    }

    private static List<Check> checks(NameSpec name, TargetSpec target, ProbeSpec probe, HostName host) {
        return families(target.answer()).stream()
                .map(family -> new Check(
                        new CheckId(new TargetId(name.name(), target.cdn()), host, probe.id(), family),
                        target.answer(),
                        target.probeAt(),
                        request(probe.request(), host),
                        probe.assertions().stream()
                                .map(assertion -> assertion(assertion, host))
                                .toList(),
                        name.detect()))
                .toList();
    }

    /** A CNAME is looked at over IPv4; IPv6 is looked at where an address says that it is there. */
    private static List<CheckId.Family> families(Answer answer) {
        return switch (answer) {
            case Answer.Cname cname -> List.of(CheckId.Family.V4);
            case Answer.Addresses addresses -> {
                List<CheckId.Family> families = new ArrayList<>();
                if (!addresses.v4().isEmpty()) {
                    families.add(CheckId.Family.V4);
                }
                if (!addresses.v6().isEmpty()) {
                    families.add(CheckId.Family.V6);
                }
                yield families;
            }
        };
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
                request.trustFile());
    }

    private static Assertion assertion(Assertion assertion, HostName host) {
        return assertion instanceof Assertion.Tls tls
                ? new Assertion.Tls(
                        tls.sanIncludes().map(san -> with(host, san)),
                        tls.minDaysLeft(),
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
