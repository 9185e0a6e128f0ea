package dev.trimtab.core.safety;

import dev.trimtab.core.plan.Move;
import dev.trimtab.core.spec.SafetyRuleSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A rule of the operator's own. A fact whose value is not known holds automation: not knowing is a state. */
record OwnRule(SafetyRuleSpec spec) implements SafetyRule {
    @Override
    public String name() {
        return spec.id();
    }

    @Override
    public String meaning() {
        return "a plan unless " + spec;
    }

    @Override
    public String liftedBy() {
        return spec + ", or an override that names this rule";
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        FactValue value = new Facts(input, now).of(spec.fact(), spec.cdn());
        return switch (value) {
            case FactValue.NotKnown unknown
            when input.move() == Move.OPERATOR ->
                new Finding.Allows(spec.subject() + " is not known: " + unknown.why() + "; an operator's own move may");
            case FactValue.NotKnown unknown ->
                new Finding.Holds(
                        spec.subject() + " is not known: " + unknown.why(),
                        "knowing " + spec.subject() + ", or an operator's move that names this rule");
            case FactValue.Range range -> known(input, range, now);
        };
    }

    private Finding known(SafetyReview.Input input, FactValue.Range range, Instant now) {
        String numbers = spec.subject() + " is " + spec.shown(shown(range)) + ", asked for "
                + spec.bound().word() + " " + spec.shown(spec.limit());
        if (!within(range)) {
            return new Finding.Holds(numbers, liftedBy());
        }
        if (spec.lasting().isZero() || input.move() == Move.OPERATOR) {
            return new Finding.Allows(numbers);
        }
        Instant since = Optional.ofNullable(input.around().satisfiedSince().get(spec.id()))
                .orElse(now);
        Duration so = Duration.between(since, now);
        String lasting = numbers + ", so for " + so.toSeconds() + " s of "
                + spec.lasting().toSeconds() + " s";
        return so.compareTo(spec.lasting()) >= 0
                ? new Finding.Allows(lasting)
                : new Finding.Holds(
                        lasting,
                        "staying so until " + since.plus(spec.lasting()) + ", or an override that names this rule");
    }

    /** Whether the bare fact is as asked for, however long. */
    boolean satisfied(SafetyReview.Input input, Instant now) {
        return new Facts(input, now).of(spec.fact(), spec.cdn()) instanceof FactValue.Range range && within(range);
    }

    private boolean within(FactValue.Range range) {
        return spec.bound() == SafetyRuleSpec.Bound.AT_LEAST
                ? range.low() >= spec.limit()
                : range.high() <= spec.limit();
    }

    private long shown(FactValue.Range range) {
        return spec.bound() == SafetyRuleSpec.Bound.AT_LEAST ? range.low() : range.high();
    }
}
