package dev.trimtab.sim.simulator;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.sim.ports.SimProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws faults by the seed, and does and undoes them. All that it begins is over at the end of the storm. */
final class Faults {
    private static final Duration QUIET_FIRST = Duration.ofMinutes(3);
    private static final Duration REPLAY_EVERY = Duration.ofMillis(200);

    private final World world;
    private final Dice dice;
    private final Instant end;
    private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
    private final Set<Fault> acting = EnumSet.noneOf(Fault.class);
    private final List<CdnId> edges;
    private int wishes;

    Faults(World world, Dice dice, Instant end) {
        this.world = world;
        this.dice = dice;
        this.end = end;
        this.edges = world.setting().spec().cdns().values().stream()
                .filter(cdn -> cdn.kind() == CdnKind.EDGE)
                .map(cdn -> cdn.id())
                .toList();
    }

    /** Draws so many of these. */
    void draw(int count, List<Fault> from) {
        Duration storm = Duration.between(Agenda.START, end);
        for (int i = 0; i < count; i++) {
            Fault fault = dice.pick(from);
            Duration at = dice.between(QUIET_FIRST, storm.minusMinutes(1));
            world.agenda().in(at, () -> begin(fault));
        }
    }

    Map<Fault, Integer> struck() {
        return struck;
    }

    /** A CDN that fails everywhere from now on; it is mended by whoever asked for it. */
    Nature.Illness kill() {
        Nature.Illness death = ill(dice.pick(edges), Optional.empty(), 1, 1, Duration.ZERO);
        world.nature().fallIll(death, world.now());
        note("CDN " + death.cdn() + " dies");
        return death;
    }

    /** One fault of a kind at a time: undoing one must not undo another. */
    private void begin(Fault fault) {
        if (!acting.add(fault)) {
            return;
        }
        Duration left = Duration.between(world.now(), end);
        Duration lasts = dice.between(Duration.ofSeconds(20), Duration.ofMinutes(12));
        Duration length = lasts.compareTo(left) < 0 ? lasts : left;
        Runnable undo = act(fault, length);
        struck.merge(fault, 1, Integer::sum);
        note(fault + " for " + length.toSeconds() + " s");
        world.agenda().in(length, () -> {
            undo.run();
            acting.remove(fault);
            note(fault + " is over");
        });
    }

    private void note(String what) {
        world.log().note(world.now(), "world", what);
    }

    private Runnable act(Fault fault, Duration length) {
        return switch (fault) {
            case CDN_DOWN -> illness(dice.pick(edges), Optional.empty(), 1, 1, Duration.ZERO);
            case CDN_DOWN_IN_A_REGION -> illness(dice.pick(edges), region(), 1, 1, Duration.ZERO);
            case CDN_BROWNOUT -> illness(dice.pick(edges), region(), dice.between(0.03, 0.6), 1, Duration.ZERO);
            case CDN_FLAPS ->
                illness(dice.pick(edges), Optional.empty(), 1, 1, Duration.ofSeconds(dice.between(30, 600)));
            case CDN_SLOW -> illness(dice.pick(edges), region(), 0, dice.between(1.5, 6), Duration.ZERO);
            case ORIGIN_DOWN -> illness(Setting.ORIGIN, Optional.empty(), 1, 1, Duration.ZERO);
            case VANTAGE_LIES ->
                mood(
                        dice.pick(honest()),
                        Vantage.Mood.LYING,
                        dice.chance(0.5) ? Optional.of(dice.pick(edges)) : Optional.empty());
            case VANTAGE_BLIND -> mood(dice.pick(honest()), Vantage.Mood.BLIND, Optional.empty());
            case VANTAGE_CUT_OFF -> mood(dice.pick(honest()), Vantage.Mood.CUT_OFF, Optional.empty());
            case VANTAGE_DEAD -> mood(dice.pick(honest()), Vantage.Mood.DEAD, Optional.empty());
            case VANTAGE_SLOW -> {
                world.slowWire(
                        dice.pick(world.vantages()).place().id().value(),
                        dice.between(Duration.ofSeconds(2), Duration.ofSeconds(40)));
                yield () -> world.slowWire("", Duration.ZERO);
            }
            case VANTAGE_RESTARTS -> {
                dice.pick(world.vantages()).restart(world.now());
                yield () -> {};
            }
            case ALL_VANTAGES_DEAD -> all(Vantage.Mood.DEAD);
            case ALL_VANTAGES_CUT_OFF -> all(Vantage.Mood.CUT_OFF);
            case PARTITION_FROM_VANTAGES -> partition(dice.pick(world.controllers()));
            case PARTITION_FROM_ELECTION -> {
                Controller controller = leaderOrAny();
                controller.cutFromElection(true);
                yield () -> controller.cutFromElection(false);
            }
            case PARTITION_FROM_DNS -> {
                Controller controller = leaderOrAny();
                controller.cutFromDns(true);
                yield () -> controller.cutFromDns(false);
            }
            case LEADER_STANDS_STILL -> {
                leaderOrAny().freeze(length);
                yield () -> {};
            }
            case LEADER_STANDS_STILL_IN_WRITE -> {
                Controller controller = leaderOrAny();
                Duration pause = dice.between(Duration.ofSeconds(10), Duration.ofSeconds(90));
                controller.freezeInWrite(pause.compareTo(length) < 0 ? pause : length);
                yield controller::neverMind;
            }
            case DNS_THROTTLES -> weather(SimProvider.Weather.THROTTLED);
            case DNS_ERRS -> weather(SimProvider.Weather.ERROR);
            case DNS_REFUSES -> weather(SimProvider.Weather.REFUSED);
            case DNS_APPLIES_AND_IS_SILENT -> weather(SimProvider.Weather.LOST_AFTER);
            case DNS_LOSES -> weather(SimProvider.Weather.LOST_BEFORE);
            case DNS_READS_STALE -> weather(SimProvider.Weather.STALE_READ);
            case CLOCK_JUMPS -> clock(dice.pick(world.controllers()));
            case WEIGHTS_CHANGE -> {
                world.configure(Setting.reweighed(world.configured(), dice), dice);
                yield () -> {};
            }
            case AUTOMATION_OFF -> {
                world.configure(Setting.automated(world.configured(), Automation.OBSERVE), dice);
                yield () -> world.configure(Setting.automated(world.configured(), Automation.AUTO), dice);
            }
            case DRAIN -> {
                wish(length, false);
                yield () -> {};
            }
            case DRAIN_ENDED_EARLY -> {
                String id = wish(length.plusHours(1), false);
                yield () -> world.wishes().interventions().end(id, world.now());
            }
            case PIN -> {
                wish(length, true);
                yield () -> {};
            }
            case FREEZE -> {
                world.wishes()
                        .interventions()
                        .put(new Intervention.Freeze(
                                nextWish(), Optional.empty(), Intervention.Freeze.Scope.EVERYTHING, claim(length)));
                yield () -> {};
            }
            case CONTROLLER_CRASHES -> crash(leaderOrAny(), true);
            case CONTROLLER_CRASHES_WITHOUT_DISK -> crash(leaderOrAny(), false);
            case OLD_REPORTS_REPLAYED -> replay();
        };
    }

    private Optional<RegionId> region() {
        List<RegionId> seen = world.vantages().stream()
                .map(vantage -> vantage.place().region())
                .distinct()
                .toList();
        return Optional.of(dice.pick(seen));
    }

    private static Nature.Illness illOf(
            CdnId cdn,
            Optional<RegionId> region,
            double fail,
            double latency,
            Instant now,
            Duration period,
            Dice dice) {
        FailureClass kind = dice.pick(List.of(
                FailureClass.STATUS,
                FailureClass.TIMEOUT,
                FailureClass.CONNECT,
                FailureClass.TLS,
                FailureClass.CONTENT,
                FailureClass.DNS));
        return new Nature.Illness(cdn, region, fail, latency, kind, now, period);
    }

    private Nature.Illness ill(CdnId cdn, Optional<RegionId> region, double fail, double latency, Duration period) {
        return illOf(cdn, region, fail, latency, world.now(), period, dice);
    }

    private Runnable illness(CdnId cdn, Optional<RegionId> region, double fail, double latency, Duration period) {
        Nature.Illness illness = ill(cdn, region, fail, latency, period);
        world.nature().fallIll(illness, world.now());
        note(cdn + " fails " + fail + ", latency × " + latency + " in "
                + region.map(RegionId::value).orElse("all regions"));
        return () -> world.nature().recover(illness, world.now());
    }

    /** Vantages that nothing is wrong with; one that is dishonest already leaves no room for a second one. */
    private List<Vantage> honest() {
        List<Vantage> honest = world.vantages().stream()
                .filter(vantage -> vantage.mood() == Vantage.Mood.HONEST)
                .toList();
        return honest.isEmpty() ? world.vantages() : honest;
    }

    private Runnable mood(Vantage vantage, Vantage.Mood mood, Optional<CdnId> about) {
        if (vantage.mood() != Vantage.Mood.HONEST) {
            return () -> {};
        }
        vantage.become(mood, about);
        note(vantage.place().id() + " is " + mood);
        return () -> vantage.become(Vantage.Mood.HONEST, Optional.empty());
    }

    private Runnable all(Vantage.Mood mood) {
        List<Runnable> undo = new ArrayList<>();
        honest().forEach(vantage -> undo.add(mood(vantage, mood, Optional.empty())));
        return () -> undo.forEach(Runnable::run);
    }

    private Runnable partition(Controller controller) {
        for (Vantage vantage : world.vantages()) {
            if (dice.chance(0.6)) {
                controller.cutFrom(vantage.place().id());
            }
        }
        return controller::hearAllAgain;
    }

    private Controller leaderOrAny() {
        return world.controllers().stream()
                .filter(Controller::leads)
                .findFirst()
                .orElseGet(() -> dice.pick(world.controllers()));
    }

    /** Some of the calls, or all of them. */
    private Runnable weather(SimProvider.Weather kind) {
        int zone = dice.between(0, world.zones().size() - 1);
        double probability = dice.chance(0.4) ? 1 : dice.between(0.2, 0.8);
        Weathers weathers = world.weather().get(zone);
        weathers.turn(kind, probability);
        return weathers::calm;
    }

    private Runnable clock(Controller controller) {
        Duration jump = dice.between(Duration.ofSeconds(2), Duration.ofMinutes(20));
        Duration off = dice.chance(0.5) ? jump : jump.negated();
        controller.setClock(off);
        world.invariants().memoryBroken();
        note(controller.id() + "'s clock is off by " + off.toSeconds() + " s");
        return () -> {
            controller.setClock(Duration.ZERO);
            world.invariants().memoryBroken();
        };
    }

    private Runnable crash(Controller controller, boolean diskKept) {
        controller.crash();
        if (!diskKept) {
            world.invariants().memoryBroken();
        }
        return () -> controller.start(diskKept);
    }

    private Runnable replay() {
        List<Report> old = new ArrayList<>();
        world.vantages().forEach(vantage -> old.addAll(vantage.old()));
        for (int i = 0; i < old.size(); i++) {
            Report report = old.get(i);
            world.agenda()
                    .in(
                            REPLAY_EVERY.multipliedBy(i % 100),
                            () -> world.controllers().forEach(controller -> controller.hear(report)));
        }
        return () -> {};
    }

    private String nextWish() {
        return "wish-" + wishes++;
    }

    private Intervention.Claim claim(Duration length) {
        Duration lasts = length.isZero() ? Duration.ofSeconds(1) : length;
        return new Intervention.Claim(
                "operator", "drawn by the seed", world.now(), world.now().plus(lasts), new TreeSet<>());
    }

    private String wish(Duration length, boolean pin) {
        String id = nextWish();
        SteeredName name = dice.pick(world.nature().names());
        if (pin) {
            TreeMap<CdnId, Integer> bp = new TreeMap<>();
            int first = dice.between(1, 9) * 1_000;
            bp.put(edges.get(0), first);
            bp.put(edges.get(1), Shares.WHOLE - first);
            world.wishes()
                    .interventions()
                    .put(new Intervention.Pin(id, name, Optional.empty(), new Shares(bp), claim(length)));
        } else {
            TreeSet<SteeredName> names = new TreeSet<>();
            names.add(name);
            world.wishes()
                    .interventions()
                    .put(new Intervention.Drain(id, dice.pick(edges), names, new TreeSet<>(), claim(length)));
        }
        return id;
    }
}
