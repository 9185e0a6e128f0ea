package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.WriteLanes;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens the gates of origins that plans need, and closes them when nobody needs them any more. Only the leader asks; the
 * askings run in lanes of their own and hold nothing up. Belongs to the loop's thread, but for the answers.
 */
final class Gatekeeping {
    private final Ports ports;
    private final Map<CdnId, Answered> answers = new ConcurrentHashMap<>();
    private SortedMap<CdnId, Gate> gates = new TreeMap<>();

    /** What a gate answered, and to which asking: a late yes to "open" is none to "close". */
    private record Answered(String token, Gate.Answer answer) {}

    Gatekeeping(Ports ports) {
        this.ports = ports;
    }

    /** The gates as plans of this round meet them. What a controller that does not lead knows of them grows old. */
    SortedMap<CdnId, Gate> begin(Spec spec, Optional<Leadership.Lease> lease, boolean newTerm, Instant now) {
        TreeMap<CdnId, Gate> standing = new TreeMap<>();
        for (CdnSpec cdn : spec.cdns().values()) {
            if (cdn.gated()) {
                // A new leader does not know what his predecessor opened: what nothing needs he asks to close.
                Gate unknown = new Gate.Closing(now.minus(Gate.RETRY_AFTER), token(cdn.id(), now), Optional.empty());
                standing.put(
                        cdn.id(),
                        newTerm
                                ? unknown
                                : gates.getOrDefault(cdn.id(), lease.isPresent() ? unknown : Gate.Closed.NEVER_ASKED));
            }
        }
        gates.forEach((cdn, gate) -> {
            if (!standing.containsKey(cdn) && !(gate instanceof Gate.Closed)) {
                abandoned(cdn, gate, now);
            }
        });
        answers.keySet().retainAll(standing.keySet());
        if (!standing.equals(gates)) {
            gates = standing;
        }
        return gates;
    }

    /** Its address went with its configuration: nobody can ask it to close. */
    private void abandoned(CdnId cdn, Gate gate, Instant now) {
        ports.events()
                .accept(Event.of(
                                Event.Type.GATE_REFUSED,
                                now,
                                cdn + ": no gate is configured there any more, and " + gate.sentence()
                                        + "; whoever took it out closes it by hand")
                        .with("cdn", cdn)
                        .with("gate", gate.getClass().getSimpleName()));
    }

    /**
     * What the round asks of the gates.
     *
     * @param wanted origins that plans need, by the name that needs them
     */
    void end(
            RoundView round,
            Optional<Leadership.Lease> lease,
            SortedMap<SteeredName, SortedSet<CdnId>> wanted,
            Instant now) {
        if (lease.isEmpty()) {
            return;
        }
        TreeMap<CdnId, Gate> next = new TreeMap<>(gates);
        gates.forEach((cdn, gate) -> {
            CdnSpec spec = round.spec().cdn(cdn);
            Gate.Step step = gate.next(
                    new Gate.Sight(
                            wanted.values().stream().anyMatch(needed -> needed.contains(cdn)),
                            carries(round, cdn),
                            opened -> proven(round, wanted, cdn, opened, now),
                            Optional.ofNullable(answers.remove(cdn))
                                    .filter(last -> last.token().equals(gate.token()))
                                    .map(Answered::answer)),
                    token(cdn, now),
                    now);
            next.put(cdn, step.gate());
            tell(cdn, gate, step.gate(), now);
            step.ask().ifPresent(ask -> ask(spec, ask, step.gate().token()));
        });
        gates = next.equals(gates) ? gates : next;
    }

    private static String token(CdnId cdn, Instant now) {
        return cdn + "-" + now.toEpochMilli();
    }

    private void ask(CdnSpec cdn, Gate.Ask ask, String token) {
        CdnSpec.Bypass bypass = cdn.bypass().orElseThrow();
        // A lane like that of a name at a provider: one asking at a time, beside everything else.
        ports.lanes()
                .start(
                        new ProviderId("gate-of-" + cdn.id()),
                        SteeredName.of(cdn.id() + ".gate"),
                        WriteLanes.Urgency.NEWS,
                        () -> answers.put(cdn.id(), new Answered(token, answer(cdn.id(), bypass, ask, token))));
    }

    private Gate.Answer answer(CdnId cdn, CdnSpec.Bypass bypass, Gate.Ask ask, String token) {
        if (ports.leadership().lease().isEmpty()) {
            return new Gate.Answer.InDoubt("this controller led no longer when its turn came: it did not ask");
        }
        try {
            return ports.gate().ask(cdn, bypass, ask, token, bypass.timeout());
        } catch (RuntimeException bug) {
            ports.events()
                    .accept(Event.of(
                            Event.Type.ROUND_FAILED, ports.time().instant(), "the gate of " + cdn + ": " + bug));
            return new Gate.Answer.InDoubt(bug.toString());
        }
    }

    private static boolean carries(RoundView round, CdnId cdn) {
        return round.names().values().stream()
                .flatMap(seen -> seen.publication().stream())
                .flatMap(publication -> publication.plan().shares().values().stream())
                .anyMatch(shares -> shares.of(cdn) > 0);
    }

    /** A quorum of strangers reaches it for a name that needs it, by looks that were all begun after the gate answered. */
    private static boolean proven(
            RoundView round, SortedMap<SteeredName, SortedSet<CdnId>> wanted, CdnId cdn, Instant opened, Instant now) {
        return wanted.entrySet().stream()
                .filter(entry -> entry.getValue().contains(cdn))
                .flatMap(entry -> Optional.ofNullable(round.names().get(entry.getKey())).stream())
                .anyMatch(seen -> {
                    DetectSpec detect = seen.spec().detect();
                    Duration everybodyLooked = detect.interval().plus(detect.timeout());
                    return !now.isBefore(opened.plus(everybodyLooked))
                            && seen.verdicts().values().stream().allMatch(byCdn -> healthy(byCdn.get(cdn)));
                });
    }

    private static boolean healthy(@Nullable Verdict verdict) {
        return verdict != null && verdict.state() == Verdict.State.HEALTHY;
    }

    private void tell(CdnId cdn, Gate before, Gate after, Instant now) {
        if (after.getClass() == before.getClass() && !(after instanceof Gate.Closed)) {
            return;
        }
        boolean refused = switch (after) {
            case Gate.Closed closed -> closed.refusal().isPresent();
            case Gate.Closing closing -> closing.refusal().isPresent();
            case Gate.Opening opening -> false;
            case Gate.Open open -> false;
        };
        if (!after.equals(before)) {
            ports.events()
                    .accept(Event.of(
                                    refused ? Event.Type.GATE_REFUSED : Event.Type.GATE_CHANGED,
                                    now,
                                    cdn + ": " + after.sentence()
                                            + (refused
                                                    ? "; it gets no share, what it would take stays where it is"
                                                    : ""))
                            .with("cdn", cdn)
                            .with("gate", after.getClass().getSimpleName()));
        }
    }
}
