package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.DNS;
import static dev.trimtab.core.loop.World.ORIGIN;
import static dev.trimtab.core.loop.World.OWNER;
import static dev.trimtab.core.loop.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.Fact;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.SafetyRuleSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.fake.FakeDnsProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Twenty names on the same two edges: what one of them may do depends on what the others do. */
class ManyNamesTest {
    private static final int NAMES = 20;

    private final FakeDnsProvider provider = new FakeDnsProvider(DNS, FakeDnsProvider.EXACT);
    private final TreeMap<VantageId, TreeMap<CheckId, Tally>> tallies = new TreeMap<>();
    private final TreeMap<VantageId, ObservationFeed.Received> reports = new TreeMap<>();
    private final TreeMap<SteeredName, PlanStore.Memory> stored = new TreeMap<>();
    private final List<SafetyRuleSpec> own = new ArrayList<>();
    private int failing;
    private long sequence;
    private Instant now = START;
    private Optional<SteeringLoop> loop = Optional.empty();

    @Test
    void a_fault_that_few_names_see_moves_three_a_minute() {
        run(Duration.ofSeconds(10));
        failing = 8;
        run(Duration.ofSeconds(20));

        assertThat(left()).isEqualTo(3);
        assertThat(heldBy("names-at-once")).isEqualTo(5);

        run(Duration.ofSeconds(60));
        assertThat(left()).isEqualTo(6);
        run(Duration.ofSeconds(60));
        assertThat(left()).isEqualTo(8);
    }

    @Test
    void a_cdn_that_fails_for_all_is_left_by_all_within_two_seconds() {
        run(Duration.ofSeconds(10));
        failing = NAMES;
        run(Duration.ofSeconds(2));

        assertThat(left()).isEqualTo(NAMES);
    }

    @Test
    void a_rule_of_the_operators_own_with_a_time_waits_in_the_loop_as_well() {
        own.add(new SafetyRuleSpec(
                "see-well",
                Fact.NETWORKS_REPORTING,
                Optional.empty(),
                SafetyRuleSpec.Bound.AT_LEAST,
                3,
                Duration.ofSeconds(30)));
        run(Duration.ofSeconds(20));
        assertThat(provider.applied()).isEmpty();
        assertThat(heldBy("see-well")).isEqualTo(NAMES);

        run(Duration.ofSeconds(30));
        assertThat(provider.applied()).hasSize(NAMES);
    }

    private long left() {
        return names().stream()
                .filter(name -> view(name)
                                .publication()
                                .orElseThrow()
                                .plan()
                                .in(RegionId.DEFAULT)
                                .of(A)
                        == 0)
                .count();
    }

    private long heldBy(String rule) {
        return names().stream()
                .map(name -> view(name).decision().ruling())
                .filter(ruling ->
                        ruling instanceof Ruling.Hold hold && hold.rule().equals(rule))
                .count();
    }

    private NameView view(SteeredName name) {
        return loop.orElseThrow().view().orElseThrow().names().get(name);
    }

    private static List<SteeredName> names() {
        List<SteeredName> names = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            names.add(SteeredName.of(String.format(Locale.ROOT, "n%02d.steer.example.com", i)));
        }
        return names;
    }

    private void run(Duration time) {
        SteeringLoop running = loop.orElseGet(this::start);
        loop = Optional.of(running);
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            look();
            for (int quarter = 0; quarter < 4; quarter++) {
                running.runOnce(now);
                now = now.plusMillis(250);
            }
        }
    }

    private void look() {
        sequence++;
        for (String id : List.of("ams", "fra", "iad")) {
            VantageId vantage = new VantageId(id);
            List<Observation> seen = new ArrayList<>();
            for (int i = 0; i < NAMES; i++) {
                for (CdnId cdn : List.of(A, B, ORIGIN)) {
                    CheckId check = new CheckId(
                            new TargetId(names().get(i), cdn),
                            new HostName("www.example.com"),
                            new ProbeId("home"),
                            CheckId.Family.V4);
                    boolean bad = cdn.equals(A) && i < failing;
                    Outcome outcome = bad ? new Outcome.Fail(FailureClass.STATUS) : new Outcome.Pass();
                    TreeMap<CheckId, Tally> mine = tallies.computeIfAbsent(vantage, it -> new TreeMap<>());
                    Tally tally = mine.getOrDefault(check, Tally.EMPTY)
                            .next(new Look(check, Look.Turn.INTERVAL, outcome, Phases.NONE, ""));
                    if (bad) {
                        tally = tally.next(new Look(check, Look.Turn.CONFIRMATION, outcome, Phases.NONE, ""));
                    }
                    mine.put(check, tally);
                    seen.add(new Observation(check, tally, Duration.ZERO));
                }
            }
            reports.put(vantage, new ObservationFeed.Received(new Report(vantage, 1, sequence, "digest", seen), now));
        }
    }

    private SteeringLoop start() {
        Spec one = World.spec(Automation.AUTO, new LimitsSpec(1_000, 120, 40));
        NameSpec model = one.names().values().iterator().next();
        TreeMap<SteeredName, NameSpec> all = new TreeMap<>();
        for (SteeredName name : names()) {
            all.put(
                    name,
                    new NameSpec(
                            name,
                            model.hosts(),
                            model.type(),
                            model.ttl(),
                            model.probes(),
                            model.regions(),
                            model.quorum(),
                            model.targets(),
                            model.fallbackOrder(),
                            model.providers(),
                            model.detect(),
                            model.failback(),
                            model.limits(),
                            model.automation(),
                            model.labels(),
                            true,
                            ""));
        }
        Spec spec = new Spec(
                "test",
                one.credentials(),
                one.providers(),
                one.regions(),
                one.cdns(),
                one.vantages(),
                List.of(),
                one.probes(),
                all,
                own,
                one.publish());
        TreeMap<ProviderId, DnsProvider> providers = new TreeMap<>();
        providers.put(DNS, provider);
        Ports ports = new Ports(
                () -> reports,
                new Leader(),
                new Nobody(),
                new Memories(),
                () -> providers,
                (server, name, type, timeout) -> {
                    throw new IllegalStateException("the fake has no servers");
                },
                (id, name, urgency, write) -> {
                    write.run();
                    return true;
                },
                event -> {},
                () -> now,
                () -> Signals.NONE,
                BypassGate.NONE);
        return new SteeringLoop(ports, spec, OWNER, Duration.ofSeconds(3));
    }

    private static final class Leader implements Leadership {
        @Override
        public Optional<Lease> lease() {
            return Optional.of(new Lease(1, Duration.ofSeconds(15)));
        }

        @Override
        public Optional<Lease> raiseAbove(long other) {
            return lease();
        }

        @Override
        public Sight seen() {
            return Sight.NONE;
        }

        @Override
        public void close() {}
    }

    private static final class Nobody implements InterventionStore {
        @Override
        public List<Intervention> all() {
            return List.of();
        }

        @Override
        public void put(Intervention intervention) {
            throw new IllegalStateException("nobody intervenes here");
        }

        @Override
        public Optional<Intervention> end(String id, Instant at) {
            return Optional.empty();
        }
    }

    private final class Memories implements PlanStore {
        @Override
        public SortedMap<SteeredName, Memory> all() {
            return new TreeMap<>(stored);
        }

        @Override
        public SortedSet<SteeredName> putAll(long fence, SortedMap<SteeredName, Memory> memories) {
            stored.putAll(memories);
            return new TreeSet<>();
        }

        @Override
        public boolean remove(long fence, SteeredName name) {
            stored.remove(name);
            return true;
        }

        @Override
        public long highestFence() {
            return 0;
        }
    }
}
