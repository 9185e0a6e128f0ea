package dev.trimtab.controller.cluster;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.ReportCodec;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What bytes must be to count as a vantage's newest report, whichever way they came: of a known vantage, signed by it on its own
 * behalf, on an assignment of ours, sealed about now, and after the one before.
 *
 * <p>Order is enough while we remember the one before. After a restart nothing is remembered, and what was recorded on the way
 * would count until the vantage speaks again, for ever if it is dead: therefore the time of sealing.
 */
final class ReportCheck {
    /** How far a vantage's clock may be from ours; so old a report may be sent again to a controller that has just started. */
    static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(1);

    /** A report at its own limit, and what is around it. */
    static final int SEALED_BYTES_MAX = ReportCodec.BYTES_MAX + 256;

    /** What came of it. */
    sealed interface Result {
        record Good(Report report, Assignment assignment) implements Result {}

        /** The one that is held, once more: neither news nor an attack. */
        record Same() implements Result {}

        record Bad(String vantage, Refusal why, String reason) implements Result {}
    }

    private final BiFunction<VantageId, String, Optional<Assignment>> assignments;
    private final TwoClocks clocks;

    /** @param assignments ours, by vantage and digest */
    ReportCheck(BiFunction<VantageId, String, Optional<Assignment>> assignments, TwoClocks clocks) {
        this.assignments = assignments;
        this.clocks = clocks;
    }

    /**
     * @param from whose it should be
     * @param before the one that is held of it
     */
    Result check(VantageKeys keys, String from, byte[] sealed, Optional<Report> before) {
        Optional<PublicKey> key = keys.of(from);
        if (key.isEmpty()) {
            return new Result.Bad(
                    Refusals.STRANGERS,
                    Refusal.UNKNOWN_VANTAGE,
                    "no such vantage in the configuration, or it has no publicKey");
        }
        if (sealed.length > SEALED_BYTES_MAX) {
            return new Result.Bad(from, Refusal.SIZE, sealed.length + " bytes, at most " + SEALED_BYTES_MAX);
        }
        return switch (Envelope.open(key.get(), Envelope.Kind.REPORT, sealed)) {
            case Envelope.Refused wrong -> new Result.Bad(from, Refusal.ENVELOPE, wrong.reason());
            case Envelope.Opened opened -> opened(new VantageId(from), opened, before);
        };
    }

    private Result opened(VantageId from, Envelope.Opened opened, Optional<Report> before) {
        return switch (ReportCodec.decode(opened.payload(), digest -> assignments.apply(from, digest))) {
            case ReportCodec.Undecodable malformed ->
                new Result.Bad(from.value(), Refusal.MALFORMED, malformed.reason());
            case ReportCodec.Decoded decoded -> decoded(from, opened, decoded.report(), before);
        };
    }

    private Result decoded(VantageId from, Envelope.Opened opened, Report report, Optional<Report> before) {
        if (!report.vantage().equals(from) || !opened.signer().equals(from.value())) {
            return new Result.Bad(
                    from.value(), Refusal.OTHER_VANTAGE, "signed by it, but on behalf of " + report.vantage());
        }
        if (before.isPresent() && before.get().equals(report)) {
            return new Result.Same();
        }
        Optional<Result> late = late(opened.at(), report);
        if (late.isPresent()) {
            return late.get();
        }
        if (before.isPresent() && !report.newerThan(before.get())) {
            return new Result.Bad(
                    from.value(),
                    Refusal.REPLAYED,
                    "epoch " + report.epoch() + " sequence " + report.sequence() + " is not after "
                            + before.get().epoch() + " sequence "
                            + before.get().sequence());
        }
        return assignments
                .apply(from, report.assignment())
                .<Result>map(assignment ->
                        new Result.Good(before.map(report::sharing).orElse(report), assignment))
                .orElseGet(() ->
                        new Result.Bad(from.value(), Refusal.MALFORMED, "its assignment has just been replaced twice"));
    }

    private Optional<Result> late(Instant sealed, Report report) {
        Duration age = clocks.since(sealed);
        if (age.abs().compareTo(CLOCKS_APART_MAX) > 0) {
            return Optional.of(new Result.Bad(
                    report.vantage().value(),
                    Refusal.CLOCK,
                    "sealed " + age.abs().toSeconds() + " s " + (age.isNegative() ? "ahead of" : "behind")
                            + " our clock, at most " + CLOCKS_APART_MAX.toSeconds()
                            + ": set its clock and ours by NTP, or somebody sends again what was recorded"));
        }
        Duration ahead = Duration.between(sealed, Instant.ofEpochMilli(report.epoch()));
        if (ahead.compareTo(CLOCKS_APART_MAX) > 0) {
            return Optional.of(new Result.Bad(
                    report.vantage().value(),
                    Refusal.CLOCK,
                    "its process started " + ahead.toSeconds()
                            + " s after this report was sealed: its clock was set back; " + "restart the agent"));
        }
        return Optional.empty();
    }
}
