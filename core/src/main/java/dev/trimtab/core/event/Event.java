package dev.trimtab.core.event;

import dev.trimtab.core.name.SteeredName;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something worth remembering: what happened, to which name, in one sentence for people and facts for machines.
 *
 * @param facts small and bounded; no secret, no address of a user
 */
public record Event(
        Type type, Instant at, Optional<SteeredName> name, String sentence, SortedMap<String, String> facts) {
    /** The closed list of what can happen. Metrics, log, audit and stream speak of nothing else. */
    public enum Type {
        HEALTH_CHANGED("health.changed", Severity.INFO),
        VERDICT_CHANGED("verdict.changed", Severity.NOTICE),
        DECISION_MADE("decision.made", Severity.NOTICE),
        DECISION_HELD("decision.held", Severity.WARNING),
        DECISION_RECORDED("decision.recorded", Severity.INFO),
        PLAN_RECOMMENDED("plan.recommended", Severity.NOTICE),
        WRITE_ACCEPTED("write.accepted", Severity.NOTICE),
        WRITE_FAILED("write.failed", Severity.WARNING),
        WRITE_IN_DOUBT("write.in-doubt", Severity.WARNING),
        WEIGHTS_CONVERGED("weights.converged", Severity.INFO),
        WEIGHTS_DIVERGED("weights.diverged", Severity.ALARM),
        FOREIGN_RECORDS("external-change.foreign", Severity.ALARM),
        DRIFT("external-change.detected", Severity.WARNING),
        /** A late write of an earlier plan had gone over a newer one, where a provider cannot prevent it (R19). */
        STALE_WRITE_REPAIRED("write.stale-repaired", Severity.ALARM),
        RIVAL_WRITER("external-change.rival-writer", Severity.ALARM),
        PROVIDER_DEGRADED("provider.degraded", Severity.ALARM),
        PROVIDER_RECOVERED("provider.recovered", Severity.NOTICE),
        LEVER_LOST("lever_lost", Severity.ALARM),
        /** The gate before an origin opens or closes. */
        GATE_CHANGED("gate.changed", Severity.NOTICE),
        /** It did not open: its origin is no destination. */
        GATE_REFUSED("gate.refused", Severity.ALARM),
        LEVER_RESTORED("lever.restored", Severity.NOTICE),
        ALL_TARGETS_RED("all_targets_red_is_us", Severity.ALARM),
        BLIND("blind", Severity.ALARM),
        QUORUM_LOST("quorum.lost", Severity.ALARM),
        QUORUM_RESTORED("quorum.restored", Severity.NOTICE),
        REPORT_REFUSED("report.refused", Severity.WARNING),
        /** One of ours or of a vantage runs out soon, or its files cannot be read. */
        CERTIFICATE_TROUBLE("certificate.trouble", Severity.WARNING),
        VANTAGE_MUTED("vantage.muted", Severity.WARNING),
        VANTAGE_UNMUTED("vantage.unmuted", Severity.NOTICE),
        DRAIN_STARTED("drain.started", Severity.NOTICE),
        DRAIN_ENDED("drain.ended", Severity.NOTICE),
        PIN_STARTED("pin.started", Severity.NOTICE),
        PIN_ENDED("pin.ended", Severity.NOTICE),
        FREEZE_STARTED("freeze.started", Severity.NOTICE),
        FREEZE_ENDED("freeze.ended", Severity.NOTICE),
        CONFIG_LOADED("config.loaded", Severity.NOTICE),
        CONFIG_REJECTED("config.rejected", Severity.ALARM),
        NAME_ORPHANED("name.orphaned", Severity.WARNING),
        NAME_RETIRED("name.retired", Severity.NOTICE),
        LEADERSHIP_GAINED("system.leader-gained", Severity.NOTICE),
        LEADERSHIP_LOST("system.leader-lost", Severity.ALARM),
        /** The store cannot be used: what must be durable is refused. */
        STORE_LOST("store.lost", Severity.ALARM),
        STORE_RESTORED("store.restored", Severity.NOTICE),
        ROUND_FAILED("round.failed", Severity.ALARM);

        private final String word;
        private final Severity severity;

        Type(String word, Severity severity) {
            this.word = word;
            this.severity = severity;
        }

        /** The word in the API and in configuration, such as {@code verdict.changed}. */
        public String word() {
            return word;
        }

        public Severity severity() {
            return severity;
        }
    }

    /** How loud. */
    public enum Severity {
        INFO,
        NOTICE,
        WARNING,
        /** A person is needed. */
        ALARM;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Event {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    public static Event of(Type type, Instant at, SteeredName name, String sentence) {
        return new Event(type, at, Optional.of(name), sentence, new TreeMap<>());
    }

    public static Event of(Type type, Instant at, String sentence) {
        return new Event(type, at, Optional.empty(), sentence, new TreeMap<>());
    }

    public Event with(String fact, Object value) {
        TreeMap<String, String> more = new TreeMap<>(facts);
        more.put(fact, value.toString());
        return new Event(type, at, name, sentence, more);
    }
}
