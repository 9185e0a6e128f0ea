package dev.trimtab.sim.simulator;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.VantageSpec;
import dev.trimtab.sim.ports.SimElection;
import dev.trimtab.sim.ports.SimProvider;
import dev.trimtab.sim.ports.SimStore;
import dev.trimtab.sim.ports.SimZone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Everything that one seed is made of, wired to one agenda. */
final class World {
    static final String OTHER_OWNER = "0123456789abcdef";

    private static final Duration RENEW_EVERY = Duration.ofSeconds(3);
    private static final Duration WIRE_MIN = Duration.ofMillis(20);
    private static final Duration WIRE_MAX = Duration.ofMillis(300);

    private final Setting setting;
    private final Agenda agenda = new Agenda();
    private final EventLog log = new EventLog();
    private final SimElection election = new SimElection();
    private final SimStore wishes = new SimStore();
    private final List<SimZone> zones = new ArrayList<>();
    private final List<Weathers> weather = new ArrayList<>();
    private final List<Controller> controllers = new ArrayList<>();
    private final List<Vantage> vantages = new ArrayList<>();
    private final Nature nature;
    private final Invariants invariants;
    private Spec configured;
    private Duration wireExtra = Duration.ZERO;
    private String slowVantage = "";

    World(long seed, Setting setting) {
        this.setting = setting;
        this.configured = setting.spec();
        for (int i = 0; i < setting.zones(); i++) {
            zones.add(new SimZone());
            weather.add(new Weathers());
        }
        this.nature = new Nature(setting, zones, seed);
        this.invariants = new Invariants(this);
        if (setting.spec().names().containsKey(Setting.FOREIGN)) {
            zones.forEach(World::putForeign);
        }
        SimStore shared = new SimStore();
        for (int i = 0; i < setting.controllers(); i++) {
            String id = "ctl-" + i;
            controllers.add(
                    new Controller(id, this, setting.sharedStore() ? shared : new SimStore(), Dice.of(seed, id)));
        }
        for (VantageSpec place : setting.spec().vantages().values()) {
            vantages.add(new Vantage(
                    place, setting.spec(), nature, Dice.of(seed, place.id().value()), now()));
        }
        invariants.begin();
        schedule(seed);
    }

    private void schedule(long seed) {
        agenda.every(Nature.TICK, Nature.TICK, () -> {
            nature.tick(now());
            invariants.tick();
        });
        Duration interval = setting.www().detect().interval();
        for (int i = 0; i < vantages.size(); i++) {
            Vantage vantage = vantages.get(i);
            Dice wire = Dice.of(seed, "wire " + vantage.place().id());
            // Spread in phase over the interval, as agents of one target are.
            Duration phase = interval.multipliedBy(i).dividedBy(vantages.size());
            agenda.every(phase, interval, () -> report(vantage, wire));
        }
        for (int i = 0; i < controllers.size(); i++) {
            Controller controller = controllers.get(i);
            Dice start = Dice.of(seed, "start " + controller.id());
            agenda.every(start.between(Duration.ZERO, RENEW_EVERY), RENEW_EVERY, controller::renew);
            agenda.every(
                    start.between(Duration.ofSeconds(1), setting.round().plusSeconds(1)),
                    setting.round(),
                    controller::round);
        }
    }

    private void report(Vantage vantage, Dice wire) {
        Duration extra = vantage.place().id().value().equals(slowVantage) ? wireExtra : Duration.ZERO;
        vantage.look(now()).ifPresent(report -> {
            for (Controller controller : controllers) {
                agenda.in(wire.between(WIRE_MIN, WIRE_MAX).plus(extra), () -> controller.hear(report));
            }
        });
    }

    private static void putForeign(SimZone zone) {
        CdnId theirs = new CdnId("edge-a");
        RecordSet set = new RecordSet(
                Setting.FOREIGN,
                NameSpec.RecordType.CNAME,
                Duration.ofMinutes(5),
                List.of(new WeightedAnswer(theirs, Setting.answer(theirs), Shares.WHOLE)),
                new Mark(OTHER_OWNER, new Generation(7, 1)));
        SimProvider other = new SimProvider(
                new ProviderId("theirs"), SimProvider.REGIONAL, zone, () -> SimProvider.Weather.FINE, applied -> {});
        WriteResult result = other.apply(
                new Change(set, Snapshot.absent(Setting.FOREIGN), List.of("theirs")), Controller.WRITE_TIMEOUT);
        if (!(result instanceof WriteResult.Accepted)) {
            throw new IllegalStateException("the other installation could not write: " + result);
        }
    }

    /** One vantage's reports take so much longer. */
    void slowWire(String vantage, Duration extra) {
        slowVantage = vantage;
        wireExtra = extra;
    }

    /** Every controller reads the new configuration within a minute. */
    void configure(Spec next, Dice dice) {
        configured = next;
        for (Controller controller : controllers) {
            agenda.in(dice.between(Duration.ZERO, Duration.ofSeconds(30)), () -> controller.reload(configured));
        }
    }

    /** What is configured now; the last controller may read it a little later. */
    Spec configured() {
        return configured;
    }

    Instant now() {
        return agenda.now();
    }

    Setting setting() {
        return setting;
    }

    Agenda agenda() {
        return agenda;
    }

    EventLog log() {
        return log;
    }

    SimElection election() {
        return election;
    }

    /** Where operators' interventions are kept. */
    SimStore wishes() {
        return wishes;
    }

    List<SimZone> zones() {
        return zones;
    }

    List<Weathers> weather() {
        return weather;
    }

    List<Controller> controllers() {
        return controllers;
    }

    List<Vantage> vantages() {
        return vantages;
    }

    Nature nature() {
        return nature;
    }

    Invariants invariants() {
        return invariants;
    }
}
