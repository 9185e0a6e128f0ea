package dev.trimtab.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.controller.http.Retirement;
import dev.trimtab.controller.http.Rounds;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.fake.FakeDnsProvider;
import dev.trimtab.store.Store;
import dev.trimtab.store.StoreAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListedRetirementTest {
    private static final String OWNER = "00000000000000aa";
    private static final SteeredName OLD = SteeredName.of("old.steer.example.com");
    private static final List<String> HELD =
            List.of("_trimtab.old.steer.example.com. TXT", "old.steer.example.com. CNAME");
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private Store store;

    @TempDir
    Path folder;

    private final FakeDnsProvider first = new FakeDnsProvider(new ProviderId("first"), FakeDnsProvider.EXACT);
    private final FakeDnsProvider second = new FakeDnsProvider(new ProviderId("second"), FakeDnsProvider.EXACT);
    private final List<Event> events = new ArrayList<>();
    private Optional<Leadership.Lease> lease = Optional.of(new Leadership.Lease(7, Duration.ofSeconds(15)));

    /** Leads as long as the test says so. */
    private final class Led implements Leadership {
        @Override
        public Optional<Lease> lease() {
            return lease;
        }

        @Override
        public Optional<Lease> raiseAbove(long fence) {
            return lease;
        }

        @Override
        public Sight seen() {
            return Sight.NONE;
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void hold_the_old_name_at_both() {
        hold(first, OLD, OWNER);
        hold(second, OLD, OWNER);
    }

    @Test
    void a_name_is_removed_everywhere_when_all_that_is_held_is_listed() {
        PlanStore plans = published(OLD);

        assertThat(retire(plans, OLD, List.of(HELD.get(1), HELD.get(0))))
                .isEqualTo(new Retirement.Result.Retired(HELD));

        assertThat(first.look(OLD)).isEqualTo(Snapshot.absent(OLD));
        assertThat(second.look(OLD)).isEqualTo(Snapshot.absent(OLD));
        assertThat(plans.all()).isEmpty();
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Event.Type.NAME_RETIRED);
            assertThat(event.facts()).containsEntry("actor", "ops");
        });
    }

    @Test
    void any_other_list_is_answered_with_what_is_held() {
        for (List<String> asked : List.of(List.<String>of(), HELD.subList(0, 1), List.of("CNAME"))) {
            assertRefused(OLD, asked, HELD.get(0), HELD.get(1), "nothing was removed");
        }
    }

    @Test
    void a_configured_name_is_refused() {
        hold(first, Rounds.WWW, OWNER);
        assertRefused(Rounds.WWW, HELD, "still configured");
    }

    @Test
    void a_name_that_was_never_published_is_refused() {
        PlanStore plans = plans();
        assertThat(retire(plans, OLD, HELD).toString()).contains("Refused", "never published");
        assertBothHeld();
    }

    @Test
    void a_name_in_no_zone_is_refused() {
        assertRefused(SteeredName.of("old.elsewhere.example"), HELD, "no configured provider's zone");
    }

    @Test
    void who_does_not_lead_removes_nothing() {
        lease = Optional.empty();
        assertRefused(OLD, HELD, "does not lead");
    }

    @Test
    void one_provider_that_cannot_be_read_keeps_all() {
        second.condition(FakeDnsProvider.Condition.UNREACHABLE);
        assertRefused(OLD, HELD, "second", "cannot be read", "nothing was removed");
    }

    @Test
    void foreign_records_at_one_provider_keep_all() {
        second.putForeign(OLD, "CNAME legacy.example.org.");
        assertRefused(OLD, HELD, "second", "not ours");
    }

    @Test
    void the_mark_of_another_installation_keeps_all() {
        second.lose(OLD);
        hold(second, OLD, "00000000000000bb");
        assertRefused(OLD, HELD, "second", "00000000000000bb");
    }

    @Test
    void a_partial_success_is_told_and_can_be_finished() {
        PlanStore plans = published(OLD);
        second.fail(new FakeDnsProvider.Fault.Reject("read-only today"));

        assertThat(retire(plans, OLD, HELD).toString())
                .contains("Refused", "Removed at: first", "Left at: second (read-only today)");
        assertThat(plans.all()).containsKey(OLD);
        assertThat(events).isEmpty();

        assertThat(retire(plans, OLD, HELD)).isEqualTo(new Retirement.Result.Retired(HELD));
        assertThat(plans.all()).isEmpty();
    }

    @Test
    void a_removal_whose_answer_was_lost_is_finished_by_asking_again() {
        PlanStore plans = published(OLD);
        second.fail(new FakeDnsProvider.Fault.InDoubtApplied());

        assertThat(retire(plans, OLD, HELD).toString()).contains("Refused", "second (perhaps removed");
        assertThat(plans.all()).containsKey(OLD);

        assertThat(retire(plans, OLD, HELD)).isEqualTo(new Retirement.Result.Retired(List.of()));
        assertThat(plans.all()).isEmpty();
    }

    private void assertRefused(SteeredName name, List<String> asked, String... words) {
        PlanStore plans = published(name);
        Snapshot atFirst = first.look(name);
        Snapshot atSecond = second.look(name);

        assertThat(retire(plans, name, asked))
                .isInstanceOfSatisfying(
                        Retirement.Result.Refused.class,
                        refused -> assertThat(refused.why()).contains(words));

        assertThat(first.look(name)).isEqualTo(atFirst);
        assertThat(second.look(name)).isEqualTo(atSecond);
        assertThat(plans.all()).containsKey(name);
        assertThat(events).isEmpty();
    }

    private void assertBothHeld() {
        assertThat(first.look(OLD).holding()).isEqualTo(Snapshot.Holding.OURS);
        assertThat(second.look(OLD).holding()).isEqualTo(Snapshot.Holding.OURS);
    }

    private Retirement.Result retire(PlanStore plans, SteeredName name, List<String> records) {
        return new ListedRetirement(
                        () -> Optional.of(round()),
                        plans,
                        () -> new TreeMap<>(Map.of(first.id(), first, second.id(), second)),
                        new Led(),
                        events::add,
                        () -> Rounds.NOW,
                        OWNER,
                        TIMEOUT)
                .retire(name, records, "ops");
    }

    private PlanStore published(SteeredName name) {
        PlanStore plans = plans();
        plans.putAll(1, new TreeMap<>(Map.of(name, PlanStore.Memory.NONE)));
        return plans;
    }

    private PlanStore plans() {
        store = Store.open(
                new StoreAddress.Embedded(folder.resolve("trimtab.db")), folder, "test", () -> Rounds.NOW, event -> {});
        return store.plans();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private static void hold(FakeDnsProvider provider, SteeredName name, String owner) {
        RecordSet wanted = new RecordSet(
                name,
                RecordType.CNAME,
                Duration.ofSeconds(30),
                List.of(new WeightedAnswer(
                        new CdnId("east"), new Answer.Cname(new HostName("east.cdn.example")), 10_000)),
                new Mark(owner, new Generation(1, 1)));
        assertThat(provider.plan(wanted, provider.look(name)))
                .isInstanceOfSatisfying(
                        Proposal.Write.class,
                        write -> assertThat(provider.apply(write.change(), TIMEOUT))
                                .isEqualTo(new WriteResult.Accepted()));
    }

    private RoundView round() {
        RoundView round = Rounds.allIsWell();
        Spec spec = round.spec();
        TreeMap<ProviderId, ProviderSpec> both = new TreeMap<>();
        for (ProviderId id : List.of(first.id(), second.id())) {
            both.put(id, new ProviderSpec(id, "embedded", "steer.example.com.", Optional.empty(), new TreeMap<>()));
        }
        Spec withBoth = new Spec(
                spec.digest(),
                spec.credentials(),
                both,
                spec.regions(),
                spec.cdns(),
                spec.vantages(),
                spec.controlGroup(),
                spec.probes(),
                spec.names());
        return new RoundView(
                round.at(),
                withBoth,
                round.lease(),
                round.vantages(),
                round.names(),
                round.levers(),
                round.orphans(),
                round.signals(),
                round.leader());
    }
}
