package dev.trimtab.sim.simulator;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.sim.ports.SimZone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is true at every step of every run, whatever fails. It looks at the zone, the election and the truth, and takes
 * from the engine only what it decided; so it does not repeat the engine's reasoning.
 */
public final class Invariants {
    /**
     * Without compare-and-set an older plan may win one race: its leader stood still between check and send. It is found when
     * the name is read again, which is once a minute, and repaired in the round after; a provider in trouble adds its back-off.
     */
    static final Duration REPAIRED_WITHIN = Duration.ofSeconds(60 + 30 + 2 * 4 + 2);

    private final World world;
    private final DecisionRules decisions;
    private final List<String> broken = new ArrayList<>();
    private final Map<Place, RecordSet> held = new TreeMap<>();
    private final Map<Place, Lost> lostRaces = new TreeMap<>();
    private final Map<Place, Integer> writesOfRound = new TreeMap<>();
    private final Set<String> toldPlans = new HashSet<>();
    private final Set<String> served = new HashSet<>();
    private final List<Optional<RecordSet>> foreign = new ArrayList<>();
    private final Counters counters = new Counters();

    /** A name in a zone. */
    private record Place(int zone, SteeredName name) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byZone = Integer.compare(zone, other.zone);
            return byZone != 0 ? byZone : name.compareTo(other.name);
        }
    }

    /** An older plan over a newer one: when it landed, what it covered, and whether a controller has told. */
    private record Lost(Instant at, RecordSet covered, boolean told) {}

    Invariants(World world) {
        this.world = world;
        this.decisions = new DecisionRules(world, this::broken);
    }

    /** What was found wrong, the first thing first; empty for a run as it should be. */
    public List<String> broken() {
        return List.copyOf(broken);
    }

    Counters counters() {
        return counters;
    }

    void broken(String what) {
        broken.add(Duration.between(Agenda.START, world.now()).toSeconds() + " s: " + what);
    }

    /** The foreign name as it was before we came. */
    void begin() {
        for (SimZone zone : world.zones()) {
            foreign.add(zone.served(Setting.FOREIGN));
        }
    }

    void roundBegins(Controller controller) {
        writesOfRound.clear();
    }

    /** Just before a write leaves the process: only the holder of the newest lease, with time left (R19, R21). */
    void sending(Controller controller) {
        Optional<Leadership.Lease> lease =
                world.election().of(controller.id(), world::now).lease();
        if (lease.isEmpty()) {
            broken(controller.id() + " sends a write and holds no lease");
            return;
        }
        Duration left = lease.get().left();
        if (left.compareTo(Controller.WRITE_TIMEOUT.plusSeconds(1)) < 0) {
            broken(controller.id() + " sends a write with " + left.toMillis() + " ms of its lease left");
        }
    }

    /** A write arrived in a zone. */
    void applied(Controller controller, int zone, RecordSet set, boolean stoodStill) {
        counters.writes++;
        Place place = new Place(zone, set.name());
        Spec spec = controller.spec();
        NameSpec name = spec.names().get(set.name());
        if (name == null || set.name().equals(Setting.FOREIGN)) {
            broken(controller.id() + " wrote " + set.name() + ", which is not ours");
            return;
        }
        if (!set.mark().owner().equals(Controller.OWNER)) {
            broken(set.name() + " was marked with owner " + set.mark().owner());
        }
        if (!set.ttl().equals(name.ttl()) || set.type() != name.type()) {
            broken("TTL or type of " + set.name() + " became " + set.ttl() + " " + set.type() + " (R28)");
        }
        whole(name, set);
        origin(spec, set, Optional.ofNullable(held.get(place)));
        generation(place, set, stoodStill);
        if (writesOfRound.merge(place, 1, Integer::sum) > 1 && !stoodStill) {
            broken(set.name() + " was written " + writesOfRound.get(place) + " times in one round");
        }
        if (!toldPlans.contains(planOf(set).digest())) {
            broken("a plan was written that no decision told of: " + set.name() + " " + set.shares());
        }
        held.put(place, set);
        served.add(place.toString());
    }

    private void whole(NameSpec name, RecordSet set) {
        List<List<WeightedAnswer>> all = new ArrayList<>(set.regional().values());
        all.add(set.answers());
        for (List<WeightedAnswer> answers : all) {
            int sum = answers.stream().mapToInt(WeightedAnswer::shareBp).sum();
            if (sum != Shares.WHOLE) {
                broken("shares of " + set.name() + " add up to " + sum + " bp");
            }
            for (WeightedAnswer answer : answers) {
                boolean known = name.target(answer.cdn())
                        .map(TargetSpec::answer)
                        .filter(answer.answer()::equals)
                        .isPresent();
                if (!known) {
                    broken(set.name() + " answers " + answer.answer() + ", which is no target (R18)");
                }
            }
        }
    }

    /** Nobody is sent to the origin above its cap by us; what is there already may stay (R14). */
    private void origin(Spec spec, RecordSet set, Optional<RecordSet> before) {
        int cap = spec.cdn(Setting.ORIGIN).maxShareBp();
        double share = originShare(spec, set);
        double had = before.map(old -> originShare(spec, old)).orElse(0.0);
        if (share > cap && share > had) {
            broken("the origin got " + Shares.percent((int) share) + " of all users, its cap is "
                    + Shares.percent(cap));
        }
    }

    /** In basis points of all users; regions that are not told apart are one. */
    private static double originShare(Spec spec, RecordSet set) {
        if (set.regional().isEmpty() || spec.regions().isEmpty()) {
            return set.shares().of(Setting.ORIGIN);
        }
        double share = 0;
        for (RegionSpec region : spec.regions().values()) {
            share += (double) region.usersBp()
                    / Shares.WHOLE
                    * set.shares(region.id()).of(Setting.ORIGIN);
        }
        return share;
    }

    private void generation(Place place, RecordSet set, boolean stoodStill) {
        RecordSet old = held.get(place);
        if (old == null || set.mark().generation().compareTo(old.mark().generation()) > 0) {
            lostRaces.remove(place);
            return;
        }
        if (set.equals(old)) {
            // The same again: whoever wrote it was told that it is not there.
            return;
        }
        boolean toldAlike = set.answers().equals(old.answers())
                && set.regional().equals(old.regional())
                && set.ttl().equals(old.ttl());
        String what = "plan " + set.mark().generation() + " of " + set.name() + " went over "
                + old.mark().generation();
        boolean insists = world.setting().capabilities().compareAndSet() != Capabilities.CompareAndSet.NONE;
        if (insists || !stoodStill) {
            broken(what + " (R19)");
            return;
        }
        counters.lostRaces++;
        world.log().note(world.now(), "zone", what);
        if (toldAlike) {
            // Users are told what they were told: a late writer that leads again has nothing to repair.
            return;
        }
        lostRaces.put(place, new Lost(world.now(), old, false));
    }

    /** An event: only those that something follows from. */
    void told(Controller controller, Event event) {
        if (event.sentence().isBlank()) {
            broken("an event without a reason: " + event.type());
        }
        switch (event.type()) {
            case DECISION_MADE -> toldPlans.add(event.facts().getOrDefault("digest", ""));
            case ROUND_FAILED -> broken(controller.id() + " met a bug: " + event.sentence());
            case DRIFT -> event.name().ifPresent(this::driftTold);
            case LEADERSHIP_GAINED -> leads();
            default -> {
                // Everything else is only counted by the log.
            }
        }
    }

    private void leads() {
        counters.leaders++;
        if (!world.setting().sharedStore()) {
            // It cannot know what the former leader spent of the hour.
            memoryBroken();
        }
    }

    private void driftTold(SteeredName name) {
        lostRaces.replaceAll(
                (place, lost) -> place.name().equals(name) ? new Lost(lost.at(), lost.covered(), true) : lost);
    }

    void resumed() {
        counters.resumed++;
    }

    void restarted(Controller controller) {
        counters.restarts++;
        decisions.restarted(controller);
    }

    /** Clocks jumped, or what was remembered is lost: limits over an hour start anew from what is left. */
    void memoryBroken() {
        decisions.memoryBroken();
    }

    void roundOver(Controller controller, RoundView round) {
        for (NameView name : round.names().values()) {
            if (name.decision().disposition() == Decision.Disposition.WRITE) {
                counters.decisions++;
                decisions.written(controller, round, name);
            }
        }
        decisions.remember(controller, round);
        tick();
    }

    /** What must be true of the zones at any moment. */
    void tick() {
        for (int i = 0; i < world.zones().size(); i++) {
            SimZone zone = world.zones().get(i);
            for (SteeredName name : zone.all().keySet()) {
                Place place = new Place(i, name);
                boolean ours = held.containsKey(place);
                if (!ours && !name.equals(Setting.FOREIGN)) {
                    broken(name + " is served, and nobody wrote it");
                }
            }
            if (!zone.served(Setting.FOREIGN).equals(foreign.get(i))) {
                broken("the record of another installation changed (R18)");
            }
            dark(i, zone);
        }
        // While nobody may repair it (nothing is heard, nobody leads, the service is in trouble) the time does not run.
        lostRaces.replaceAll(
                (place, lost) -> mayBeRepaired(place) ? lost : new Lost(world.now(), lost.covered(), lost.told()));
        lostRaces.forEach((place, lost) -> {
            if (lost.at().plus(REPAIRED_WITHIN).isBefore(world.now())) {
                broken("an older plan has stood over " + lost.covered().mark().generation() + " of " + place.name()
                        + " for " + Duration.between(lost.at(), world.now()).toSeconds() + " s"
                        + (lost.told() ? "" : ", and nobody has told"));
            }
        });
    }

    private boolean mayBeRepaired(Place place) {
        return world.weather().get(place.zone()).fine()
                && world.controllers().stream()
                        .anyMatch(controller -> controller.couldWrite() && decisions.hears(controller, place.name()));
    }

    private void dark(int number, SimZone zone) {
        for (SteeredName name : world.nature().names()) {
            Place place = new Place(number, name);
            boolean answers = zone.served(name)
                    .map(set -> set.answers().stream().anyMatch(answer -> answer.shareBp() > 0))
                    .orElse(false);
            if (served.contains(place.toString()) && !answers) {
                broken(name + " has no answer");
            }
        }
    }

    /** The plan that a record set is of. */
    static Plan planOf(RecordSet set) {
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        set.regional().keySet().forEach(region -> shares.put(region, set.shares(region)));
        shares.put(RegionId.DEFAULT, set.shares());
        return new Plan(set.name(), shares, new TreeMap<>());
    }

    /** The share of a CDN in what was served last; for the rules of decisions. */
    Optional<Plan> servedPlan(SteeredName name) {
        return Optional.ofNullable(held.get(new Place(0, name))).map(Invariants::planOf);
    }

    /** How much happened: a run in which nothing did proves nothing. */
    static final class Counters {
        int writes;
        int decisions;
        int leaders;
        int restarts;
        int resumed;
        int lostRaces;
    }

    /** Names a CDN and a region in one word. */
    static String at(CdnId cdn, RegionId region) {
        return cdn + " in " + region;
    }
}
