package dev.trimtab.sim.render;

import dev.trimtab.core.safety.Explanation;
import dev.trimtab.sim.engine.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A decision of the past for a person: what is answered and why, then what is known now. */
public final class MomentText {
    private MomentText() {}

    public static String of(Moment moment) {
        List<String> text = new ArrayList<>();
        text.add(moment.script().id() + " at " + moment.at() + ", "
                + Clock.offset(Duration.between(moment.script().t0(), moment.at()))
                + " after its begin. The region default is " + moment.everybody() + ".");
        text.add("");
        moment.inForce()
                .ifPresentOrElse(
                        cause -> told(text, "In force since " + cause.at() + ".", cause.explanation()),
                        () -> text.add("In force: the shares that the script begins with; nothing had been moved."));
        text.add("");
        told(text, "As known at " + moment.at() + ".", moment.explanation());
        return String.join("\n", text);
    }

    private static void told(List<String> text, String when, Explanation explanation) {
        String because = explanation.decision().because();
        text.add(when + " " + explanation.headline().replace(because, Folding.decision(because)));
        text.addAll(Folding.sentences(explanation.evidence()));
        text.addAll(Folding.sentences(explanation.plan()));
        text.addAll(explanation.rules());
    }
}
