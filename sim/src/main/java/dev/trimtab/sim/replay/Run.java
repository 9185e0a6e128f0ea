package dev.trimtab.sim.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A script run through a policy, step by step, with all that scores and expectations ask for. */
public final class Run {
    private final Script script;
    private final World world;
    private final List<Step> steps = new ArrayList<>();
    private final Following following;
    private final Policy policy;
    private SortedMap<String, SortedMap<String, Double>> published = new TreeMap<>();

    /**
     * What was so after a tick.
     *
     * @param demand in units of that of the start
     * @param error part of the users' requests that failed
     * @param idle the same, had nothing been moved
     * @param loads in units of demand 1.0, by target, and by {@code target@region} where a cap is regional
     * @param caps of the same
     * @param rtt highest latency factor by target
     * @param changed scopes whose published shares changed
     * @param falseMove whether share left a target that was fine
     * @param broken an invariant of the zone that did not hold; empty when all did
     */
    public record Step(
            Duration at,
            Decided decided,
            double demand,
            double error,
            double idle,
            SortedMap<String, Double> loads,
            SortedMap<String, Double> caps,
            SortedMap<String, Double> rtt,
            Set<String> changed,
            boolean falseMove,
            String broken) {}

    private Run(Script script, World world, Policy policy) {
        this.script = script;
        this.world = world;
        this.policy = policy;
        this.following = new Following(script);
    }

    /** @param blindTo kinds of probes that nobody sees */
    public static Run of(Script script, Policy.Maker maker, Set<String> blindTo) {
        return begun(script, maker, blindTo).ended();
    }

    /** One that stands before the script's first step: what came before it is lived through. */
    static Run begun(Script script, Policy.Maker maker, Set<String> blindTo) {
        World world = new World(script, blindTo);
        return new Run(script, world, maker.policy(script, world, Expectations.scopes(script)));
    }

    /** Goes to the script's end. */
    Run ended() {
        for (int number = steps.size(); number < script.steps(); number++) {
            step(number);
        }
        return this;
    }

    public Script script() {
        return script;
    }

    public List<Step> steps() {
        return steps;
    }

    /** Kinds of probes that the policy asked for. */
    Set<String> asked() {
        return world.asked();
    }

    private void step(int number) {
        Tick tick = world.tick(number);
        Decided decided = policy.decide(tick);
        SortedMap<String, SortedMap<String, Double>> shares = decided.scopes()
                .getOrDefault("", new Decided.OfScope(new TreeMap<>(), new TreeMap<>()))
                .shares();
        following.publish(shares);
        TreeSet<String> changed = new TreeSet<>();
        boolean first = steps.isEmpty();
        decided.scopes().forEach((scope, now) -> {
            SortedMap<String, SortedMap<String, Double>> before = first
                    ? now.shares()
                    : steps.get(number - 1)
                            .decided()
                            .scopes()
                            .getOrDefault(scope, now)
                            .shares();
            if (Users.differ(before, now.shares())) {
                changed.add(scope);
            }
        });
        world.live(Users.mean(script, shares), tick.at());
        Users users = new Users(script, world, following.exposure(), tick.at());
        boolean wrong = !first && Users.falseMove(script, world, published, shares, tick.at());
        published = shares;
        TreeMap<String, Double> rtt = new TreeMap<>();
        world.targets().forEach(target -> rtt.put(target, world.highestRtt(target, tick.at())));
        steps.add(new Step(
                tick.at(),
                decided,
                tick.demand(),
                users.error(),
                users.idleError(),
                users.loads(),
                users.caps(),
                rtt,
                changed,
                wrong,
                broken(shares)));
    }

    private String broken(SortedMap<String, SortedMap<String, Double>> shares) {
        for (String region : script.regions().keySet()) {
            SortedMap<String, Double> split = shares.getOrDefault(region, new TreeMap<>());
            double sum =
                    split.values().stream().mapToDouble(Double::doubleValue).sum();
            boolean known =
                    script.targets().stream().map(Script.Target::id).toList().containsAll(split.keySet());
            if (Math.abs(sum - 100) > 0.01 || !known) {
                return region + " is answered " + split;
            }
        }
        return "";
    }

    public Score score() {
        double minutes = script.step().toMillis() / 60_000.0;
        double bad = 0;
        int writes = 0;
        int wrong = 0;
        double peak = 0;
        double broken = 0;
        for (Step step : steps) {
            bad += step.error() * step.demand() * minutes;
            writes += step.changed().contains("") ? 1 : 0;
            wrong += step.falseMove() ? 1 : 0;
            broken += step.broken().isEmpty() ? 0 : minutes;
            for (Script.Target target : script.targets()) {
                if (target.part() == Script.Part.ORIGIN) {
                    double cap = step.caps().getOrDefault(target.id(), 1.0);
                    peak = Math.max(peak, step.loads().getOrDefault(target.id(), 0.0) / Math.max(1e-9, cap));
                }
            }
        }
        return new Score(bad, relief(), writes, wrong, peak, broken);
    }

    /** Minutes from the first fault that users feel until nine tenths of what it would cost are gone; −1 for never. */
    private double relief() {
        double limit = Math.max(0.01, 5 * script.baselineFail());
        Duration began = null;
        for (Step step : steps) {
            double extra = step.idle() - script.baselineFail();
            if (began == null && extra > limit) {
                began = step.at();
            }
            if (began != null && step.error() - script.baselineFail() <= 0.1 * Math.max(extra, limit)) {
                return step.at().minus(began).toMillis() / 60_000.0;
            }
        }
        return began == null ? 0 : -1;
    }

    /**
     * How good a run was.
     *
     * @param badUserMinutes demand × failed part × minutes; all users at demand 1 for a minute are 1
     * @param relief90Minutes until nine tenths were relieved; −1 for never
     * @param dnsWrites steps in which the published plan changed
     * @param falseMoves steps in which share left a target that was fine
     * @param peakOriginLoadRatio highest load of an origin over its cap
     * @param invariantBrokenMinutes in which the zone's answers were not whole
     */
    public record Score(
            double badUserMinutes,
            double relief90Minutes,
            int dnsWrites,
            int falseMoves,
            double peakOriginLoadRatio,
            double invariantBrokenMinutes) {}
}
