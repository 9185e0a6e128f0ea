package dev.trimtab.core.records;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What a name asks for and a provider of it cannot hold: said beforehand, not found out in an outage. */
public final class Inexpressible {
    private static final String NO_OWNER = "0".repeat(16);

    private Inexpressible() {}

    /** One sentence each; empty when the provider can express all of it. */
    public static List<String> of(NameSpec name, ProviderId provider, Capabilities can) {
        List<String> sentences = new ArrayList<>();
        if (!can.regions() && name.regions().size() > 1) {
            boolean alike = name.targets().stream()
                    .allMatch(target -> name.regions().stream()
                                    .mapToInt(target::weight)
                                    .distinct()
                                    .count()
                            <= 1);
            sentences.add(provider + " cannot steer regions apart: " + name.regions() + " move together"
                    + (alike ? "" : ", with the weights of default, although they differ"));
        }
        if (!can.types().contains(name.type())) {
            sentences.add(provider + " cannot hold " + name.type() + ", only " + can.types());
        }
        if (name.ttl().compareTo(can.ttlMin()) < 0) {
            sentences.add(provider + " accepts no TTL below " + can.ttlMin().toSeconds() + " s, asked "
                    + name.ttl().toSeconds() + " s");
        }
        weights(name, provider, can, sentences);
        return sentences;
    }

    private static void weights(NameSpec name, ProviderId provider, Capabilities can, List<String> sentences) {
        TreeMap<CdnId, Long> weights = new TreeMap<>();
        for (TargetSpec target : name.targets()) {
            if (target.weight(RegionId.DEFAULT) > 0) {
                weights.put(target.cdn(), (long) target.weight(RegionId.DEFAULT));
            }
        }
        if (weights.isEmpty()) {
            return;
        }
        Shares asked = Shares.inProportion(weights);
        if (can.weights() == Capabilities.Weights.ONE_OF) {
            sentences.add(provider + " holds one answer at a time: asked " + asked + ", expressible "
                    + held(name, asked, can) + "; a return is one jump after its hold-down");
            return;
        }
        if (can.weights() == Capabilities.Weights.APPROXIMATE) {
            sentences.add(provider + " follows weights only roughly");
        }
        Shares held = held(name, asked, can);
        if (!held.equals(asked)) {
            sentences.add(provider + " divides the whole into " + can.weightSteps() + " steps: asked " + asked
                    + ", expressible " + held);
        }
        int step = Shares.WHOLE / can.weightSteps();
        if (name.failback().firstStepBp() < step) {
            sentences.add(provider + " has steps of " + Shares.percent(step) + ": failback.firstStep "
                    + Shares.percent(name.failback().firstStepBp()) + " becomes one of those");
        }
    }

    private static Shares held(NameSpec name, Shares asked, Capabilities can) {
        List<WeightedAnswer> answers = name.targets().stream()
                .filter(target -> asked.of(target.cdn()) > 0)
                .map(target -> new WeightedAnswer(target.cdn(), target.answer(), asked.of(target.cdn())))
                .toList();
        RecordSet wanted =
                new RecordSet(name.name(), name.type(), name.ttl(), answers, new Mark(NO_OWNER, Generation.NONE));
        return Expressed.of(wanted, Snapshot.absent(name.name()), can).shares();
    }
}
