package dev.trimtab.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.IpVersion;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class AssignmentPlannerTest {
    private static final VantageId FRA = new VantageId("fra");
    private static final CdnId CDN = new CdnId("a");

    @Test
    void each_kind_looks_at_what_is_there_of_it() throws Exception {
        List<Check> checks = checks(
                List.of("one.steer.example.com.", "two.steer.example.com."),
                new Answer.Cname(new HostName("edge.example.net")),
                List.of(InetAddress.getByName("192.0.2.7"), InetAddress.getByName("2001:db8::7")));

        assertThat(of(checks, ProbeKind.APPLICATION)).hasSize(4);
        assertThat(of(checks, ProbeKind.TCP)).as("whatever the host").hasSize(2);
        assertThat(of(checks, ProbeKind.DNS_AUTHORITATIVE)).hasSize(2);
        assertThat(of(checks, ProbeKind.VENDOR_STATUS))
                .as("once, however many names")
                .hasSize(1);
        assertThat(of(checks, ProbeKind.PINNED)).hasSize(8).allSatisfy(check -> {
            assertThat(check.answer().toString()).isEqualTo("192.0.2.7 2001:db8:0:0:0:0:0:7");
            assertThat(check.probeAt()).isEmpty();
        });
        assertThat(of(checks, ProbeKind.ORIGIN_PUBLIC)).as("of an edge").isEmpty();
    }

    @Test
    void addresses_that_are_handed_out_have_no_dns_to_ask_and_both_families_where_both_are_there() throws Exception {
        List<Check> checks = checks(
                List.of("one.steer.example.com."),
                new Answer.Addresses(List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"))),
                List.of());

        assertThat(of(checks, ProbeKind.DNS_RECURSIVE)).isEmpty();
        assertThat(of(checks, ProbeKind.PINNED)).as("no address is known").isEmpty();
        assertThat(of(checks, ProbeKind.TCP))
                .extracting(check -> check.id().family())
                .containsExactly(CheckId.Family.V4, CheckId.Family.V6);
    }

    @Test
    void a_name_is_looked_at_over_ipv6_when_its_probe_says_so() throws Exception {
        List<Check> checks = checks(
                List.of("one.steer.example.com."), new Answer.Cname(new HostName("edge.example.net")), List.of());

        assertThat(of(checks, ProbeKind.CACHED_OBJECT))
                .extracting(check -> check.id().family())
                .containsOnly(CheckId.Family.V4, CheckId.Family.V6);
        assertThat(of(checks, ProbeKind.APPLICATION))
                .extracting(check -> check.id().family())
                .containsOnly(CheckId.Family.V4);
    }

    @Test
    void an_assignment_in_which_nothing_is_new_is_understood_by_agents_of_before() {
        Check plain = Samples.plain();
        Check pinned = new Check(
                plain.id(),
                ProbeKind.PINNED,
                plain.answer(),
                plain.probeAt(),
                plain.request(),
                plain.assertions(),
                plain.detect());

        assertThat(AssignmentCodec.encode(AssignmentCodec.digested(FRA, 0, 1, List.of(plain)))[0])
                .isEqualTo((byte) 1);
        assertThat(AssignmentCodec.encode(AssignmentCodec.digested(FRA, 0, 1, List.of(plain, pinned)))[0])
                .isEqualTo((byte) 2);
        assertThat(AssignmentCodec.digested(FRA, 0, 1, List.of(plain)).digest())
                .as("of the version before")
                .isEqualTo("0980b648f49f5f0b83d263d6e8148203");
    }

    private static List<Check> of(List<Check> checks, ProbeKind kind) {
        return checks.stream().filter(check -> check.kind() == kind).toList();
    }

    private static List<Check> checks(List<String> names, Answer answer, List<InetAddress> pinned) {
        SortedMap<ProbeId, ProbeSpec> probes = new TreeMap<>();
        for (ProbeKind kind : ProbeKind.values()) {
            ProbeId id = new ProbeId(kind.word());
            TreeSet<IpVersion> versions = new TreeSet<>(
                    kind == ProbeKind.CACHED_OBJECT ? Arrays.asList(IpVersion.values()) : List.<IpVersion>of());
            probes.put(id, new ProbeSpec(id, kind, Samples.plain().request(), List.of(), versions));
        }
        TreeMap<SteeredName, NameSpec> all = new TreeMap<>();
        for (String name : names) {
            SteeredName id = SteeredName.of(name);
            all.put(id, name(id, new TargetSpec(CDN, answer, new TreeMap<>(), "192.0.2.9:443", pinned), probes));
        }
        VantageSpec fra = new VantageSpec(FRA, RegionId.DEFAULT, new Network(64500), Optional.empty());
        Spec spec = new Spec(
                "",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(java.util.Map.of(CDN, new CdnSpec(CDN, CdnKind.EDGE, 10_000, false, List.of()))),
                new TreeMap<>(java.util.Map.of(FRA, fra)),
                List.of(),
                probes,
                all);
        return AssignmentPlanner.plan(spec, List.of(FRA)).get(FRA).checks();
    }

    private static NameSpec name(SteeredName name, TargetSpec target, SortedMap<ProbeId, ProbeSpec> probes) {
        return new NameSpec(
                name,
                List.of(new HostName("www.example.com"), new HostName("api.example.com")),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(30),
                new ArrayList<>(probes.keySet()),
                List.of(RegionId.DEFAULT),
                new QuorumSpec(2, 2),
                List.of(target),
                List.of(CDN),
                List.of(),
                new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)),
                new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1_000,
                        Duration.ofMinutes(5),
                        Optional.empty()),
                new LimitsSpec(1_000, 18, 6),
                Automation.OBSERVE,
                new TreeMap<>(),
                true,
                "");
    }
}
