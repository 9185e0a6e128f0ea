package dev.trimtab.core.records;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a change of shares never touches: the name, the record type and the TTL (R27, R28). A {@code Plan} has no word for
 * any of them, nor for NS and DNSSEC; this says that what an adapter is about to send has not found one either.
 */
public final class Untouched {
    private Untouched() {}

    /**
     * The sentence for a change that touches more than shares; empty when it does not.
     *
     * @param wanted the plan as a record set, with the configured type and TTL
     * @param change as the provider's adapter would send it
     * @param can what the provider accepts: a TTL below its least is raised to that, and to nothing else
     */
    public static Optional<String> broken(RecordSet wanted, Change change, Capabilities can) {
        RecordSet sent = change.wanted();
        if (!sent.name().equals(wanted.name())) {
            return Optional.of("the change is for " + sent.name() + ", the plan for " + wanted.name() + " (R18)");
        }
        if (sent.type() != wanted.type()) {
            return Optional.of("the change makes " + wanted.name() + " " + sent.type() + ", configured is "
                    + wanted.type() + " (R28)");
        }
        Duration ttl = wanted.ttl().compareTo(can.ttlMin()) < 0 ? can.ttlMin() : wanted.ttl();
        if (!sent.ttl().equals(ttl) && !sent.ttl().equals(wanted.ttl())) {
            return Optional.of("the change gives " + wanted.name() + " a TTL of "
                    + sent.ttl().toSeconds() + " s, configured are "
                    + wanted.ttl().toSeconds() + " s (R27, R28)");
        }
        if (!sent.regional().keySet().equals(wanted.regional().keySet())) {
            return Optional.of("the change answers regions " + sent.regional().keySet() + " apart, the plan "
                    + wanted.regional().keySet() + " (R18)");
        }
        boolean strange = strange(sent.answers(), wanted.answers())
                || sent.regional().entrySet().stream()
                        .anyMatch(region ->
                                strange(region.getValue(), wanted.regional().getOrDefault(region.getKey(), List.of())));
        return strange
                ? Optional.of("the change answers " + sent.answers() + " " + sent.regional() + ", the plan "
                        + wanted.answers() + " " + wanted.regional() + " (R18)")
                : Optional.empty();
    }

    /** Whether something is answered that was not asked for. */
    private static boolean strange(List<WeightedAnswer> sent, List<WeightedAnswer> wanted) {
        return sent.stream()
                .anyMatch(answer -> wanted.stream()
                        .noneMatch(asked -> asked.cdn().equals(answer.cdn())
                                && asked.answer().equals(answer.answer())));
    }
}
