package dev.trimtab.config;

import dev.trimtab.core.safety.SafetyReview;
import dev.trimtab.core.safety.SafetyRule;
import dev.trimtab.core.spec.Fact;

/** docs/reference/safety-rules.md, made from the engine's own lists. */
final class SafetyRulesPage {
    private static final String OPENING = """
            # Safety rules

            Between every plan and every write stand the safety rules. Each is asked, in this order; the first that holds
            makes the ruling, and DNS stays as it is. A ruling names the rule, what it found in numbers, and what would lift
            it; `trimtab explain NAME` shows what every rule found.

            An operator's drain or pin may override a rule by naming it (`--override-rule NAME`); automation overrides
            nothing. Where *no* stands below, nobody does.

            ## Built-in rules

            They are always asked, and no configuration switches them off.

            | rule | holds | lifted by | override |
            | --- | --- | --- | --- |
            """;

    private static final String BETWEEN = """

            Some things no plan can even say, so that there is no rule for them: shares that are empty, all zero, or do not
            add up to the whole; a record type, a TTL, NS or DNSSEC. A plan has shares per region and reasons, and nothing
            else. What a provider's adapter makes of it is compared once more before it is sent (name, type, TTL, answers).

            At the very moment of a write these are asked again: the lease outlasts the write; the plan's fence is not above
            the lease's; the plan is not older than the one that the provider holds; what the provider holds was read just
            now; the provider's lever is not lost; and the reports that the plan rests on are not older than
            3 × `detect.interval` + 2 × `detect.timeout`, unless the plan is an operator's.

            ## Rules of your own

            ```yaml
            safetyRules:
              - { id: two-edges, fact: edges.live, atLeast: 2 }
              - { id: not-all-on-beta, fact: share.of, of: beta, atMost: 80% }
              - { id: see-well, fact: networks.reporting, atLeast: 3, for: 5m }
            ```

            Each is one fact, one bound, and perhaps a time: `for: 5m` asks that it has been so for five minutes before
            automation may act. They hold for every name, are asked after the built-in rules, and are overridden by their
            `id`. Not knowing is a state: while a fact's value is not known the rule holds automation and says why; an
            operator's own move may. Where regions differ, `atLeast` looks at the lowest and `atMost` at the highest.

            | fact | unit | is |
            | --- | --- | --- |
            """;

    private static final String CLOSING = """

            The list is closed: another word is a configuration problem that names the nearest one. Keys are described in
            [configuration](configuration.md). This page is made from the engine's own lists.
            """;

    private SafetyRulesPage() {}

    static String text() {
        StringBuilder page = new StringBuilder(OPENING);
        for (SafetyRule rule : SafetyReview.builtIn()) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            rule.name(),
                            rule.meaning(),
                            rule.liftedBy(),
                            rule.overriding() == SafetyRule.Overriding.BY_NAME ? "by name" : "*no*"));
        }
        page.append(BETWEEN);
        for (Fact fact : Fact.values()) {
            page.append("| `%s` | %s%s | %s |\n"
                    .formatted(
                            fact.word(),
                            fact.unit().expects(),
                            fact.of() == Fact.Of.CDN ? ", `of` a CDN" : "",
                            fact.meaning()));
        }
        return page.append(CLOSING).toString();
    }
}
