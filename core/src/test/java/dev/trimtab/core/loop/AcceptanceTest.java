package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.DNS;
import static dev.trimtab.core.loop.World.OWNER;
import static dev.trimtab.core.loop.World.START;
import static dev.trimtab.core.loop.World.WWW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.Untouched;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.safety.Clearance;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.fake.FakeDnsProvider;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whether an accepted plan may still be written when its turn comes, through the real publisher and a provider in memory. */
class AcceptanceTest {
    private static final NameSpec NAME = World.spec(Automation.AUTO, new LimitsSpec(1_000, 18, 6))
            .names()
            .values()
            .iterator()
            .next();

    private final FakeDnsProvider provider = new FakeDnsProvider(DNS, FakeDnsProvider.EXACT);
    private final List<Event> events = new ArrayList<>();
    private Instant now = START;
    /** How long the process stands still each time it looks at the clock. */
    private Duration pause = Duration.ZERO;

    private long fence = 5;
    private Duration lease = Duration.ofSeconds(15);
    private final Publisher publisher =
            new Publisher(ports(), new Levers(ports(), Duration.ofSeconds(3)), OWNER, Duration.ofSeconds(3));

    @Test
    void a_plan_in_order_is_written() {
        keep(publication(5, 1, 5_000), fresh());
        assertThat(written()).containsExactly(new Generation(5, 1));
    }

    @Test
    void a_process_that_stood_still_after_reading_reads_again_before_it_writes() {
        pause = Duration.ofSeconds(5);
        keep(publication(5, 1, 5_000), fresh());
        assertThat(written()).isEmpty();
        assertThat(trouble()).contains("was read 5000 ms ago, may be 4000 ms old");

        pause = Duration.ZERO;
        keep(publication(5, 1, 5_000), fresh());
        assertThat(written()).containsExactly(new Generation(5, 1));
    }

    @Test
    void a_plan_older_than_what_the_provider_holds_is_refused() {
        keep(publication(5, 4, 5_000), fresh());
        keep(publication(5, 1, 9_000), fresh());
        keep(publication(4, 9, 9_000), fresh());
        assertThat(written()).containsExactly(new Generation(5, 4));
        assertThat(trouble()).contains("holds plan 5.4, newer than ours 4.9");
        assertThat(publisher.newerHeld(WWW, new Generation(5, 1))).isPresent();
    }

    @Test
    void a_paused_leader_whose_successor_has_a_higher_fence_is_refused_at_the_provider_too() {
        Publication old = publication(5, 1, 5_000);
        Snapshot read = provider.look(WWW);
        fence = 6;
        keep(publication(6, 1, 9_000), fresh());
        // The old leader proposed its write before the new one wrote; compare-and-set finds it out.
        var proposal = provider.plan(old.recordSet(NAME, OWNER), read);
        assertThat(proposal)
                .isInstanceOfSatisfying(
                        Proposal.Write.class,
                        write -> assertThat(provider.apply(write.change(), Duration.ofSeconds(3)))
                                .isInstanceOf(WriteResult.Conflict.class));
        assertThat(written()).containsExactly(new Generation(6, 1));
    }

    @Test
    void a_plan_of_a_later_fence_than_the_lease_is_not_written() {
        keep(publication(6, 1, 5_000), fresh());
        assertThat(written()).isEmpty();
        assertThat(trouble()).contains("the plan has fence 6, the lease 5");
    }

    @Test
    void a_lease_that_would_end_during_the_write_is_not_enough() {
        lease = Duration.ofMillis(3_999);
        keep(publication(5, 1, 5_000), fresh());
        assertThat(written()).isEmpty();
        assertThat(trouble()).contains("the lease lasts 3999 ms");
    }

    @Test
    void a_plan_whose_evidence_has_aged_is_written_only_when_it_is_the_operators() {
        Clearance.Warrant stale = new Clearance.Warrant.Evidence(
                Optional.of(START.minus(NAME.detect().staleAfter()).minusMillis(1)),
                NAME.detect().staleAfter());
        keep(publication(5, 1, 5_000), stale);
        assertThat(written()).isEmpty();
        assertThat(trouble()).contains("evidence that the plan rests on is 5001 ms old");

        keep(publication(5, 1, 5_000), new Clearance.Warrant.Operator());
        assertThat(written()).containsExactly(new Generation(5, 1));
    }

    @Test
    void a_change_that_touches_type_ttl_name_or_answers_is_not_sent() {
        RecordSet wanted = publication(5, 1, 5_000).recordSet(NAME, OWNER);
        Snapshot absent = Snapshot.absent(WWW);
        assertThat(Untouched.broken(wanted, new Change(wanted, absent, List.of()), FakeDnsProvider.EXACT))
                .isEmpty();
        RecordSet slow = new RecordSet(WWW, wanted.type(), Duration.ofHours(1), wanted.answers(), wanted.mark());
        assertThat(Untouched.broken(wanted, new Change(slow, absent, List.of()), FakeDnsProvider.EXACT))
                .hasValueSatisfying(told -> assertThat(told).contains("TTL of 3600 s, configured are 5 s"));
        RecordSet typed =
                new RecordSet(WWW, NameSpec.RecordType.ADDRESS, wanted.ttl(), wanted.answers(), wanted.mark());
        assertThat(Untouched.broken(wanted, new Change(typed, absent, List.of()), FakeDnsProvider.EXACT))
                .hasValueSatisfying(told -> assertThat(told).contains("ADDRESS, configured is CNAME"));
        RecordSet elsewhere = new RecordSet(
                WWW,
                wanted.type(),
                wanted.ttl(),
                wanted.answers(),
                new TreeMap<>(Map.of(new RegionId("eu"), wanted.answers())),
                wanted.mark());
        assertThat(Untouched.broken(wanted, new Change(elsewhere, absent, List.of()), FakeDnsProvider.EXACT))
                .hasValueSatisfying(told -> assertThat(told).contains("answers regions [eu] apart, the plan []"));
        RecordSet strange = wanted.withAnswers(
                List.of(new WeightedAnswer(A, new Answer.Cname(new HostName("x.example.net")), Shares.WHOLE)));
        assertThat(Untouched.broken(wanted, new Change(strange, absent, List.of()), FakeDnsProvider.EXACT))
                .hasValueSatisfying(told -> assertThat(told).contains("x.example.net"));
    }

    @Test
    void an_adapter_that_would_change_the_ttl_is_not_let() {
        DnsProvider careless = (DnsProvider) Proxy.newProxyInstance(
                DnsProvider.class.getClassLoader(), new Class<?>[] {DnsProvider.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(provider, arguments);
                    return answer instanceof Proposal.Write write ? new Proposal.Write(slower(write.change())) : answer;
                });
        now = now.plusSeconds(120);
        publisher.keep(
                NAME,
                publication(5, 1, 5_000),
                new Generation(99, 0),
                careless,
                Publisher.Right.WRITE,
                new Clearance.Warrant.Operator(),
                now);
        assertThat(written()).isEmpty();
        assertThat(trouble()).contains("TTL of 3600 s, configured are 5 s");
    }

    private static Change slower(Change change) {
        RecordSet wanted = change.wanted();
        return new Change(
                new RecordSet(wanted.name(), wanted.type(), Duration.ofHours(1), wanted.answers(), wanted.mark()),
                change.from(),
                change.requests());
    }

    private void keep(Publication publication, Clearance.Warrant warrant) {
        now = now.plusSeconds(120);
        Clearance.Warrant aged = warrant instanceof Clearance.Warrant.Evidence evidence
                ? new Clearance.Warrant.Evidence(
                        evidence.at().map(at -> at.plusSeconds(seconds())), evidence.staleAfter())
                : warrant;
        publisher.keep(NAME, publication, new Generation(99, 0), provider, Publisher.Right.WRITE, aged, now);
    }

    private long seconds() {
        return Duration.between(START, now).toSeconds();
    }

    private static Clearance.Warrant fresh() {
        return new Clearance.Warrant.Evidence(Optional.of(START), NAME.detect().staleAfter());
    }

    private List<Generation> written() {
        return provider.generations();
    }

    private String trouble() {
        return publisher.deliveries(WWW, List.of(DNS)).get(DNS).trouble();
    }

    private static Publication publication(long fence, long sequence, int a) {
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        shares.put(RegionId.DEFAULT, new Shares(new TreeMap<CdnId, Integer>(Map.of(A, a, B, Shares.WHOLE - a))));
        return new Publication(
                new Plan(WWW, shares, new TreeMap<>()), new Generation(fence, sequence), Move.ESCAPE, START);
    }

    private Ports ports() {
        SortedMap<ProviderId, DnsProvider> providers = new TreeMap<>();
        providers.put(DNS, provider);
        return new Ports(
                TreeMap::new,
                new Held(),
                new NoInterventions(),
                new NoPlans(),
                () -> providers,
                (server, name, type, timeout) -> {
                    throw new IllegalStateException("the fake has no servers");
                },
                (id, name, urgency, write) -> {
                    write.run();
                    return true;
                },
                events::add,
                () -> {
                    Instant seen = now;
                    now = now.plus(pause);
                    return seen;
                },
                () -> Signals.NONE,
                BypassGate.NONE);
    }

    private final class Held implements Leadership {
        @Override
        public Optional<Lease> lease() {
            return Optional.of(new Lease(fence, lease));
        }

        @Override
        public Optional<Lease> raiseAbove(long other) {
            fence = Math.max(fence, other + 1);
            return lease();
        }

        @Override
        public Sight seen() {
            return Sight.NONE;
        }

        @Override
        public void close() {}
    }

    private static final class NoInterventions implements InterventionStore {
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

    private static final class NoPlans implements PlanStore {
        @Override
        public SortedMap<SteeredName, Memory> all() {
            return new TreeMap<>();
        }

        @Override
        public SortedSet<SteeredName> putAll(long fence, SortedMap<SteeredName, Memory> memories) {
            throw new IllegalStateException("a publisher stores no plan");
        }

        @Override
        public boolean remove(long fence, SteeredName name) {
            throw new IllegalStateException("a publisher removes no plan");
        }

        @Override
        public long highestFence() {
            return 0;
        }
    }
}
