package dev.trimtab.sim.engine;

import dev.trimtab.config.Words;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.sim.replay.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A user's own CDNs in the roles of scripts: their kind, caps and hit ratios take the place of the script's, and they divide
 * among themselves, by their configured weights, what these roles had. Distances and all that happens to a role stay the
 * script's.
 */
public final class Casting {
    /** Every role as the script has it. */
    public static final Casting NONE = new Casting(new TreeMap<>(), Optional.empty(), Optional.empty());

    private final SortedMap<String, CdnId> players;
    private final Optional<Spec> spec;
    private final Optional<NameSpec> name;

    private Casting(SortedMap<String, CdnId> players, Optional<Spec> spec, Optional<NameSpec> name) {
        this.players = players;
        this.spec = spec;
        this.name = name;
    }

    /** A casting, or what is wrong with it. */
    public sealed interface Outcome {}

    /** One that fits every script. */
    public record Fits(Casting casting) implements Outcome {}

    /** All problems at once. */
    public record Misfit(List<String> problems) implements Outcome {
        public Misfit {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads {@code role=cdn} words.
     *
     * @param name whose targets and weights count
     * @param scripts that it is for; a role must be one of some script's
     */
    public static Outcome read(List<String> words, Spec spec, NameSpec name, List<Script> scripts) {
        List<String> problems = new ArrayList<>();
        TreeMap<String, CdnId> players = new TreeMap<>();
        TreeSet<String> roles = new TreeSet<>();
        scripts.forEach(script -> script.targets().forEach(target -> roles.add(target.id())));
        List<String> targets =
                name.targets().stream().map(target -> target.cdn().value()).toList();
        for (String word : words) {
            String[] sides = word.split("=", -1);
            if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
                problems.add(Words.quoted(word) + " is no role=cdn such as A=cloudflare");
                continue;
            }
            String role = sides[0].strip();
            String cdn = sides[1].strip();
            if (!roles.contains(role)) {
                problems.add(Words.quoted(role) + " is no role; " + Words.oneOf(roles));
            }
            if (!targets.contains(cdn)) {
                problems.add(Words.quoted(cdn) + " is no target of "
                        + name.name().withoutDot() + "; " + Words.oneOf(targets) + Words.didYouMean(cdn, targets));
            } else if (players.containsValue(new CdnId(cdn))) {
                problems.add(cdn + " plays two roles");
            }
            if (players.containsKey(role)) {
                problems.add("the role " + role + " is given twice");
            } else if (targets.contains(cdn)) {
                players.put(role, new CdnId(cdn));
            }
        }
        Casting casting = new Casting(players, Optional.of(spec), Optional.of(name));
        scripts.forEach(script -> problems.addAll(casting.misfits(script)));
        return problems.isEmpty() ? new Fits(casting) : new Misfit(problems);
    }

    private List<String> misfits(Script script) {
        List<String> problems = new ArrayList<>();
        double had = 0;
        double asked = 0;
        for (Script.Target target : script.targets()) {
            Optional<CdnSpec> cdn = playing(target.id());
            cdn.filter(it -> part(it.kind()) != target.part())
                    .ifPresent(it -> problems.add(script.id() + ": " + target.id() + " is "
                            + word(target.part()) + " and " + it.id() + " is of kind "
                            + it.kind().name().toLowerCase(Locale.ROOT)));
            if (cdn.isPresent()) {
                had += target.weight();
                asked += weight(cdn.get().id());
            }
        }
        if (had > 0 && asked <= 0) {
            problems.add(script.id() + ": none of " + players.values() + " has a weight, and their roles carry "
                    + Math.round(had) + " % of the answers");
        }
        return problems;
    }

    /** The role that a CDN plays. */
    Optional<String> role(CdnId cdn) {
        return players.entrySet().stream()
                .filter(entry -> entry.getValue().equals(cdn))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The script with the CDNs in its roles. */
    public Script script(Script script) {
        double had = 0;
        double asked = 0;
        for (Script.Target target : script.targets()) {
            Optional<CdnSpec> cdn = playing(target.id());
            had += cdn.isPresent() ? target.weight() : 0;
            asked += cdn.map(it -> weight(it.id())).orElse(0.0);
        }
        double each = asked > 0 ? had / asked : 0;
        List<Script.Target> targets = script.targets().stream()
                .map(target -> playing(target.id())
                        .map(cdn -> target(target, cdn, each, script))
                        .orElse(target))
                .toList();
        return script.playedBy(targets);
    }

    private Script.Target target(Script.Target role, CdnSpec cdn, double each, Script script) {
        TreeMap<String, Double> capRegion = new TreeMap<>();
        for (String region : script.regions().keySet()) {
            Integer cap = cdn.regionCapsBp().get(new RegionId(region.toLowerCase(Locale.ROOT)));
            if (cap != null) {
                capRegion.put(region, (double) cap / Shares.WHOLE);
            }
        }
        return new Script.Target(
                role.id(),
                cdn.id().value(),
                role.part(),
                weight(cdn.id()) * each,
                (double) cdn.maxShareBp() / Shares.WHOLE,
                cdn.cache().map(CdnSpec.Cache::warm).orElse(role.hit()),
                cdn.cache().map(CdnSpec.Cache::cold).orElse(role.cold()),
                role.rtt(),
                capRegion);
    }

    /** A conduct whose rules speak of roles. */
    public Conduct conduct(Conduct conduct) {
        return conduct.speakingOf(this);
    }

    private Optional<CdnSpec> playing(String role) {
        return Optional.ofNullable(players.get(role)).flatMap(cdn -> spec.map(it -> it.cdn(cdn)));
    }

    /** Its part of the name's answers by configured weights, mean over regions by their users. */
    private double weight(CdnId cdn) {
        double sum = 0;
        double users = 0;
        for (RegionId region : name.map(NameSpec::regions).orElse(List.of())) {
            RegionSpec there = spec.map(it -> it.regions().get(region)).orElse(null);
            double part = there == null ? 1 : Math.max(1, there.usersBp());
            double all = 0;
            double own = 0;
            for (TargetSpec target : name.map(NameSpec::targets).orElse(List.of())) {
                all += target.weight(region);
                own += target.cdn().equals(cdn) ? target.weight(region) : 0;
            }
            sum += all > 0 ? part * own / all : 0;
            users += part;
        }
        return users > 0 ? sum / users : 0;
    }

    private static Script.Part part(CdnKind kind) {
        return switch (kind) {
            case EDGE -> Script.Part.CDN;
            case ORIGIN -> Script.Part.ORIGIN;
            case STATIC -> Script.Part.STATIC;
        };
    }

    private static String word(Script.Part part) {
        return switch (part) {
            case CDN -> "a CDN's role";
            case ORIGIN -> "an origin's role";
            case STATIC -> "a static page's role";
        };
    }
}
