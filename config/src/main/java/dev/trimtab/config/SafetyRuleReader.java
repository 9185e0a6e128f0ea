package dev.trimtab.config;

import static dev.trimtab.config.Shape.KeyShape.optional;
import static dev.trimtab.config.Shape.KeyShape.required;

import dev.trimtab.config.Shape.Choice;
import dev.trimtab.config.Shape.Either;
import dev.trimtab.config.Shape.Section;
import dev.trimtab.config.Shape.Whole;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.safety.SafetyReview;
import dev.trimtab.core.safety.SafetyRule;
import dev.trimtab.core.spec.Fact;
import dev.trimtab.core.spec.SafetyRuleSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the operator's own safety rules: data over the closed list of facts. */
final class SafetyRuleReader {
    /** A rule that asks for more than a day of quiet would never allow anything. */
    private static final Duration LASTING_MAX = Duration.ofHours(24);

    private static final String ORIGIN_MAX_RPS = "origin.maxRps";

    private static final Either LIMIT = new Either(
            List.of(new Whole(0, 1_000_000_000_000L), Texts.PERCENT_OR_DURATION),
            "a whole number, a percentage or a duration");

    static final Section SHAPE = Section.of(
            required("id", Texts.LABEL, "its name in rulings, by which it is overridden"),
            required("fact", new Choice(Fact.words()), "what it speaks of; see [safety rules](safety-rules.md)"),
            optional("atLeast", LIMIT, "", "holds below; either this or `atMost`"),
            optional("atMost", LIMIT, "", "holds above; either this or `atLeast`"),
            optional(
                    "of",
                    Texts.LABEL,
                    "",
                    "for `share.of` the CDN; for rates `origin.maxRps`, of which the limit is then a percentage"),
            optional("for", Texts.DURATION, "0s", "how long it must have been so before automation may act"));

    private final Cursor root;
    private final Known known;
    private final Problems problems;

    SafetyRuleReader(Cursor root, Known known, Problems problems) {
        this.root = root;
        this.known = known;
        this.problems = problems;
    }

    List<SafetyRuleSpec> rules() {
        List<SafetyRuleSpec> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Cursor at : root.items("safetyRules")) {
            SpecReader.made(at, problems, () -> rule(at)).ifPresent(rule -> {
                if (!ids.add(rule.id())) {
                    problems.error(
                            at.path() + ".id", at.line(), Words.quoted(rule.id()) + " is the id of an earlier rule");
                }
                warn(at, rule);
                rules.add(rule);
            });
        }
        return rules;
    }

    private Optional<SafetyRuleSpec> rule(Cursor at) {
        Optional<Fact> fact = at.text("fact").flatMap(Fact::named);
        Optional<Cursor> least = at.get("atLeast");
        Optional<Cursor> most = at.get("atMost");
        if (least.isPresent() == most.isPresent()) {
            problems.error(at.path(), at.line(), "expected exactly one of atLeast and atMost");
            return Optional.empty();
        }
        if (fact.isEmpty() || at.text("id").isEmpty()) {
            return Optional.empty();
        }
        Cursor bound = least.or(() -> most).orElseThrow();
        Optional<CdnId> cdn = cdn(at, fact.get());
        Optional<Long> limit = limit(at, bound, fact.get());
        Duration lasting = at.text("for").flatMap(Amounts::duration).orElse(Duration.ZERO);
        if (lasting.compareTo(LASTING_MAX) > 0) {
            problems.error(at.path() + ".for", at.line(), "is " + Amounts.shown(lasting) + "; expected at most 24h");
        }
        if (limit.isEmpty() || problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        return Optional.of(new SafetyRuleSpec(
                at.text("id").get(),
                fact.get(),
                cdn,
                least.isPresent() ? SafetyRuleSpec.Bound.AT_LEAST : SafetyRuleSpec.Bound.AT_MOST,
                limit.get(),
                lasting));
    }

    private Optional<CdnId> cdn(Cursor at, Fact fact) {
        Optional<Cursor> of = at.get("of");
        return switch (fact.of()) {
            case CDN -> {
                if (of.isEmpty()) {
                    problems.error(at.path(), at.line(), fact.word() + " needs the CDN that it is about, under of");
                }
                yield of.flatMap(named -> known.reference(named, "CDN", known.cdns()))
                        .map(CdnId::new);
            }
            case NOTHING, ORIGIN_MAX_RPS -> {
                boolean right = fact.of() == Fact.Of.ORIGIN_MAX_RPS || fact.unit() == Fact.Unit.RATE;
                of.filter(word -> !(right
                                && word.text().filter(ORIGIN_MAX_RPS::equals).isPresent()))
                        .ifPresent(word -> problems.error(
                                word.path(),
                                word.line(),
                                "is " + Words.quoted(word.text().orElse("")) + "; "
                                        + (right
                                                ? "expected " + ORIGIN_MAX_RPS
                                                : fact.word() + " is of nothing else")));
                yield Optional.empty();
            }
        };
    }

    private Optional<Long> limit(Cursor at, Cursor bound, Fact fact) {
        boolean partOfMax = at.text("of").filter(ORIGIN_MAX_RPS::equals).isPresent();
        Optional<Long> limit = switch (fact.unit()) {
            case COUNT -> whole(bound);
            case SHARE -> bound.text().flatMap(Amounts::basisPoints).map(Integer::longValue);
            case TIME -> bound.text().flatMap(Amounts::duration).map(Duration::toMillis);
            case RATE ->
                partOfMax
                        ? bound.text()
                                .flatMap(Amounts::basisPoints)
                                .flatMap(bp -> maxRps(at).map(max -> max * bp / 10_000))
                        : whole(bound);
        };
        if (limit.isEmpty() && !problems.hasErrorsUnder(at.path())) {
            problems.error(
                    bound.path(),
                    bound.line(),
                    "is " + bound.node().what() + "; " + fact.word() + " expects "
                            + (partOfMax
                                    ? "a percentage of " + ORIGIN_MAX_RPS
                                    : fact.unit().expects()));
        }
        return limit;
    }

    private static Optional<Long> whole(Cursor at) {
        return at.node() instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.WHOLE
                ? Optional.of(Long.parseLong(scalar.text()))
                : Optional.empty();
    }

    /** Of the one origin that declares it. */
    private Optional<Long> maxRps(Cursor at) {
        List<Long> declared = root.items("cdns").stream()
                .filter(cdn -> cdn.text("kind").filter("origin"::equals).isPresent())
                .flatMap(cdn -> cdn.get("capacity").flatMap(capacity -> capacity.get("maxRps")).stream())
                .flatMap(max -> whole(max).stream())
                .toList();
        if (declared.size() != 1) {
            problems.error(
                    at.path() + ".of",
                    at.get("of").map(Cursor::line).orElse(at.line()),
                    declared.size() + " origins declare capacity.maxRps; expected exactly one");
            return Optional.empty();
        }
        return Optional.of(declared.get(0));
    }

    private void warn(Cursor at, SafetyRuleSpec rule) {
        if (SafetyReview.builtIn().stream().map(SafetyRule::name).anyMatch(rule.id()::equals)) {
            problems.warning(
                    at.path() + ".id",
                    at.line(),
                    Words.quoted(rule.id()) + " is the name of a built-in rule too: an override names both");
        }
        if (rule.fact().signalled()) {
            problems.warning(
                    at.path() + ".fact",
                    at.line(),
                    rule.fact().word() + " comes from a signal; while none tells it, this rule holds automation");
        }
    }
}
