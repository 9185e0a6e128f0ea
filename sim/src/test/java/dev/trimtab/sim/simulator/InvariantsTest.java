package dev.trimtab.sim.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.sim.ports.SimProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each invariant is broken once on purpose: one that cannot fail proves nothing. */
class InvariantsTest {
    private static final CdnId A = new CdnId("edge-a");
    private static final CdnId B = new CdnId("edge-b");

    /** A seed with one name, one zone and compare-and-set; beside the foreign name. */
    private final World world = world();

    private final Controller controller = world.controllers().get(0);
    private final Duration ttl = world.setting().www().ttl();

    private static World world() {
        for (long seed = 1; ; seed++) {
            Setting setting = Setting.of(seed);
            if (setting.spec().names().containsKey(Setting.FOREIGN)
                    && !setting.spec().names().containsKey(Setting.API)
                    && setting.zones() == 1
                    && setting.controllers() == 1
                    && setting.capabilities().equals(SimProvider.GLOBAL)) {
                return new World(seed, setting);
            }
        }
    }

    @Test
    void a_whole_set_of_ours_that_was_told_of_breaks_nothing() {
        tell(set(5_000, 1));
        apply(set(5_000, 1));

        assertThat(broken()).isEmpty();
    }

    @Test
    void an_older_plan_over_a_newer_one() {
        tell(set(5_000, 2));
        apply(set(5_000, 2));
        begin();
        tell(set(4_000, 1));
        apply(set(4_000, 1));

        assertThat(broken()).singleElement().asString().contains("plan 1.1", "went over 1.2 (R19)");
    }

    @Test
    void an_answer_that_is_no_target() {
        WeightedAnswer stranger =
                new WeightedAnswer(A, new Answer.Cname(new HostName("evil.example.org")), Shares.WHOLE);
        apply(set(Setting.WWW, ttl, List.of(stranger), new Generation(1, 1)));

        assertThat(broken().get(0)).contains("evil.example.org", "no target (R18)");
    }

    @Test
    void another_ttl() {
        apply(set(Setting.WWW, ttl.plusSeconds(1), answers(5_000), new Generation(1, 1)));

        assertThat(broken().get(0)).contains("TTL or type", "(R28)");
    }

    @Test
    void a_name_of_somebody_else() {
        apply(set(Setting.FOREIGN, ttl, answers(5_000), new Generation(1, 1)));

        assertThat(broken().get(0)).contains("not ours");
    }

    @Test
    void a_record_of_another_installation_that_changes() {
        SimProvider vandal = provider();
        RecordSet other = set(Setting.FOREIGN, ttl, answers(1_000), new Generation(9, 9));
        vandal.apply(new Change(other, vandal(vandal), List.of("over it")), Duration.ofSeconds(3));
        world.invariants().tick();

        assertThat(broken().get(0)).contains("another installation changed (R18)");
    }

    @Test
    void a_name_that_goes_dark() {
        run(Duration.ofMinutes(2));
        assertThat(broken()).isEmpty();
        SimProvider vandal = provider();
        ReadResult.Read read = (ReadResult.Read) vandal.read(Setting.WWW, Duration.ofSeconds(3));
        vandal.retire(read.snapshot(), Duration.ofSeconds(3));
        world.invariants().tick();

        assertThat(broken().get(0)).contains("has no answer");
    }

    @Test
    void an_origin_above_its_cap() {
        List<WeightedAnswer> answers = List.of(
                new WeightedAnswer(A, Setting.answer(A), 2_000),
                new WeightedAnswer(Setting.ORIGIN, Setting.answer(Setting.ORIGIN), 8_000));
        RecordSet set = set(Setting.WWW, ttl, answers, new Generation(1, 1));
        tell(set);
        apply(set);

        assertThat(broken()).singleElement().asString().contains("the origin got 80 %");
    }

    @Test
    void a_plan_that_no_decision_told_of() {
        apply(set(5_000, 1));

        assertThat(broken()).singleElement().asString().contains("no decision told of");
    }

    @Test
    void two_writes_in_one_round() {
        tell(set(5_000, 1));
        tell(set(4_000, 2));
        apply(set(5_000, 1));
        apply(set(4_000, 2));

        assertThat(broken()).singleElement().asString().contains("2 times in one round");
    }

    @Test
    void a_write_without_a_lease_and_one_at_the_end_of_it() {
        world.invariants().sending(controller);
        assertThat(broken().get(0)).contains("holds no lease");

        World other = world();
        other.election().renew(other.controllers().get(0).id(), other.now().minusSeconds(12));
        other.invariants().sending(other.controllers().get(0));
        assertThat(other.invariants().broken().get(0)).contains("3000 ms of its lease left");
    }

    @Test
    void an_event_without_a_reason_and_a_bug_in_a_round() {
        world.invariants().told(controller, Event.of(Event.Type.DRIFT, Instant.EPOCH, " "));
        world.invariants().told(controller, Event.of(Event.Type.ROUND_FAILED, Instant.EPOCH, "NullPointerException"));

        assertThat(broken().get(0)).contains("without a reason");
        assertThat(broken().get(1)).contains("met a bug");
    }

    @Test
    void more_changes_than_the_limit_within_an_hour() {
        firstDecision();
        RoundView round = controller.view().orElseThrow();
        NameView written = round.names().values().stream()
                .filter(name -> name.decision().disposition() == Decision.Disposition.WRITE)
                .findFirst()
                .orElseThrow();
        int limit = written.spec().limits().changesPerHour();
        for (int i = 0; i < limit; i++) {
            world.invariants().roundOver(controller, round);
        }

        String name = written.spec().name().value();
        assertThat(broken())
                .anySatisfy(what -> assertThat(what).contains((limit + 1) + " changes of " + name, "limit " + limit));
    }

    @Test
    void automation_that_writes_in_a_freeze() {
        firstDecision();
        Intervention.Claim claim =
                new Intervention.Claim("op", "test", world.now(), world.now().plusSeconds(60), new TreeSet<>());
        world.wishes()
                .interventions()
                .put(new Intervention.Freeze("f", Optional.empty(), Intervention.Freeze.Scope.EVERYTHING, claim));
        world.invariants().roundOver(controller, controller.view().orElseThrow());

        assertThat(broken().get(0)).contains("is frozen");
    }

    @Test
    void automation_that_moves_what_nobody_was_heard_of() {
        firstDecision();
        assertThat(broken()).isEmpty();
        world.invariants().restarted(controller);
        world.vantages().forEach(vantage -> vantage.become(Vantage.Mood.DEAD, Optional.empty()));
        DecisionRules fresh = new DecisionRules(world, world.invariants()::broken);
        RoundView old = controller.view().orElseThrow();
        controller.crash();
        run(Duration.ofMinutes(2));
        old.names().values().stream()
                .filter(name -> name.spec().name().equals(Setting.FOREIGN))
                .forEach(name -> fresh.written(controller, old, name));

        assertThat(broken().get(0)).contains("0 networks were heard");
    }

    @Test
    void traffic_that_leaves_what_was_well_all_the_time() {
        run(Duration.ofMinutes(5));
        // More than a quorum sees one CDN fail, and it does not.
        world.vantages().forEach(vantage -> vantage.become(Vantage.Mood.ERRING, Optional.of(A)));
        run(Duration.ofMinutes(5));

        assertThat(broken().get(0)).contains("left what was well all the time: edge-a");
    }

    @Test
    void a_world_that_does_not_come_to_rest() {
        Simulation simulation = new Simulation(2, Setting.of(2), List.of());
        simulation.world().controllers().forEach(Controller::crash);

        assertThat(simulation.run().broken().get(0)).contains("s after the faults stopped", "is not served");
    }

    private void begin() {
        world.invariants().roundBegins(controller);
    }

    private void apply(RecordSet set) {
        world.invariants().applied(controller, 0, set, false);
    }

    private void tell(RecordSet set) {
        world.invariants()
                .told(
                        controller,
                        Event.of(Event.Type.DECISION_MADE, world.now(), set.name(), "because")
                                .with("digest", Invariants.planOf(set).digest()));
    }

    private List<String> broken() {
        return world.invariants().broken();
    }

    private void run(Duration time) {
        Instant end = world.now().plus(time);
        boolean more = true;
        while (more) {
            more = world.agenda().step(end);
        }
    }

    /** Until the controller's newest round decided to write. */
    private void firstDecision() {
        while (controller.view().isEmpty()
                || controller.view().orElseThrow().names().values().stream()
                        .noneMatch(name -> name.decision().disposition() == Decision.Disposition.WRITE)) {
            assertThat(world.agenda().step(Agenda.START.plusSeconds(600))).isTrue();
        }
    }

    private SimProvider provider() {
        return new SimProvider(
                new ProviderId("vandal"),
                SimProvider.UNCONDITIONAL,
                world.zones().get(0),
                () -> SimProvider.Weather.FINE,
                set -> {});
    }

    private static Snapshot vandal(SimProvider provider) {
        return provider.read(Setting.FOREIGN, Duration.ofSeconds(3)) instanceof ReadResult.Read read
                ? read.snapshot()
                : Snapshot.absent(Setting.FOREIGN);
    }

    private RecordSet set(int shareOfA, long sequence) {
        return set(Setting.WWW, ttl, answers(shareOfA), new Generation(1, sequence));
    }

    private static List<WeightedAnswer> answers(int shareOfA) {
        List<WeightedAnswer> answers = new ArrayList<>();
        answers.add(new WeightedAnswer(A, Setting.answer(A), shareOfA));
        answers.add(new WeightedAnswer(B, Setting.answer(B), Shares.WHOLE - shareOfA));
        return answers;
    }

    private static RecordSet set(SteeredName name, Duration ttl, List<WeightedAnswer> answers, Generation generation) {
        return new RecordSet(
                name, RecordType.CNAME, ttl, answers, new TreeMap<>(), new Mark(Controller.OWNER, generation));
    }
}
