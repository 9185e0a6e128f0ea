package dev.trimtab.sim.engine;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.PublishSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.SafetyRuleSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.replay.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How a name is judged and returned: what a replay takes from a configuration.
 *
 * @param asked its detection; a replay sets the interval to the script's step
 * @param safetyRules the operator's own
 */
public record Conduct(
        DetectSpec asked,
        FailbackSpec failback,
        QuorumSpec quorum,
        LimitsSpec limits,
        List<SafetyRuleSpec> safetyRules,
        PublishSpec publish) {
    /** The product's defaults. */
    public static final Conduct DEFAULT = new Conduct(
            new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)),
            new FailbackSpec(
                    FailbackSpec.Mode.AUTO,
                    Duration.ofMinutes(20),
                    Duration.ofHours(2),
                    true,
                    100,
                    1_000,
                    Duration.ofMinutes(5)),
            new QuorumSpec(2, 2),
            new LimitsSpec(1_000, 18, 6),
            List.of(),
            PublishSpec.DEFAULT);

    public Conduct {
        safetyRules = List.copyOf(safetyRules);
    }

    public static Conduct of(Spec spec, NameSpec name) {
        return new Conduct(
                name.detect(), name.failback(), name.quorum(), name.limits(), spec.safetyRules(), spec.publish());
    }

    /** With the rules about a CDN speaking of the role that it plays. */
    Conduct speakingOf(Casting casting) {
        List<SafetyRuleSpec> rules = safetyRules.stream()
                .map(rule -> new SafetyRuleSpec(
                        rule.id(),
                        rule.fact(),
                        rule.cdn().map(cdn -> casting.role(cdn).map(Cast::cdn).orElse(cdn)),
                        rule.bound(),
                        rule.limit(),
                        rule.lasting()))
                .toList();
        return new Conduct(asked, failback, quorum, limits, rules, publish);
    }

    /** The rules that a replay can ask: those whose facts and CDNs it has. */
    List<SafetyRuleSpec> askable(Collection<CdnId> cdns) {
        return safetyRules.stream()
                .filter(rule -> !rule.fact().signalled())
                .filter(rule -> rule.cdn().map(cdns::contains).orElse(true))
                .toList();
    }

    /** A sentence for each rule that a script cannot be asked about: nothing is left out in silence. */
    public List<String> notAsked(Script script) {
        List<CdnId> cdns =
                script.targets().stream().map(target -> Cast.cdn(target.id())).toList();
        List<String> sentences = new ArrayList<>();
        for (SafetyRuleSpec rule : safetyRules) {
            if (rule.fact().signalled()) {
                sentences.add("safety rule " + rule.id() + " is not asked: only a signal tells "
                        + rule.fact().word() + ", and a script has none");
            } else if (rule.cdn().filter(cdn -> !cdns.contains(cdn)).isPresent()) {
                sentences.add("safety rule " + rule.id() + " is not asked in " + script.id() + ": "
                        + rule.cdn().get() + " plays no role; give it one with --cast");
            }
        }
        return sentences;
    }

    DetectSpec detect(Duration step) {
        return new DetectSpec(step, asked.timeout(), asked.fall(), asked.rise(), asked.window());
    }
}
