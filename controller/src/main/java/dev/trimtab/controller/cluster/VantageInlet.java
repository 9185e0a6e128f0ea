package dev.trimtab.controller.cluster;

import com.hazelcast.core.HazelcastException;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Envelope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers' side of a link that does not lead through the cluster: what a vantage hands over is checked and written for
 * that vantage alone, and what it is to get comes from this controller itself, not from a map into which others may write.
 */
public final class VantageInlet {
    /** The agent waits for 2 s. */
    private static final long WRITE_TIMEOUT_MILLIS = 1500;

    private static final Logger LOG = LoggerFactory.getLogger(VantageInlet.class);

    /** What became of a report. */
    public sealed interface Result {
        /** The cluster holds it. */
        record Taken() implements Result {}

        record Refused(Refusal why, String reason) implements Result {}

        /** Our own trouble. */
        record Unable(String sentence) implements Result {}
    }

    private final ClusterMember member;
    private final ClusterFeed feed;
    private final AssignmentPublisher assignments;
    private final SuspicionRelay relay;
    private final EvidenceShelf evidence;
    private final Refusals refusals;

    public VantageInlet(
            ClusterMember member,
            ClusterFeed feed,
            AssignmentPublisher assignments,
            SuspicionRelay relay,
            EvidenceShelf evidence,
            Refusals refusals) {
        this.member = member;
        this.feed = feed;
        this.assignments = assignments;
        this.relay = relay;
        this.evidence = evidence;
        this.refusals = refusals;
    }

    /** Checks and writes; the future never fails. */
    public CompletableFuture<Result> report(VantageId from, byte[] sealed) {
        return switch (feed.examine(from.value(), sealed)) {
            case ReportCheck.Result.Bad bad -> refused(from, bad.why(), bad.reason());
            case ReportCheck.Result.Same same -> refused(from, Refusal.REPLAYED, "it is held already");
            case ReportCheck.Result.Good good -> write(from, sealed);
        };
    }

    private CompletableFuture<Result> write(VantageId from, byte[] sealed) {
        try {
            return member.reports()
                    .setAsync(from.value(), sealed)
                    .toCompletableFuture()
                    .orTimeout(WRITE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .handle((done, failed) -> failed == null ? new Result.Taken() : unable(failed));
        } catch (HazelcastException | IllegalStateException failed) {
            return CompletableFuture.completedFuture(unable(failed));
        }
    }

    private static Result unable(Throwable failed) {
        LOG.debug("a report was not written: {}", failed.toString());
        return new Result.Unable("the controllers' cluster takes no reports now");
    }

    /** Counts and tells a refusal; of one whose name is not configured as a stranger. */
    public CompletableFuture<Result> refused(VantageId vantage, Refusal why, String reason) {
        count(vantage, why, reason);
        return CompletableFuture.completedFuture(new Result.Refused(why, reason));
    }

    private void count(VantageId vantage, Refusal why, String reason) {
        refusals.refuse(known(vantage) ? vantage.value() : Refusals.STRANGERS, why, reason);
    }

    /** The same for a connection of which nobody knows whose it is. */
    public void refusedStranger(Refusal why, String reason) {
        refusals.refuse(Refusals.STRANGERS, why, reason);
    }

    /** Hands a suspicion to the relays, which check its signature. */
    public void suspect(VantageId from, byte[] sealed) {
        if (!Envelope.signer(sealed).equals(Optional.of(from.value()))) {
            count(from, Refusal.OTHER_VANTAGE, "a suspicion signed by another vantage");
            return;
        }
        try {
            member.suspicionsIn().publishAsync(sealed);
        } catch (HazelcastException | IllegalStateException notRelayed) {
            // Nothing is lost but speed: the others find out at their own next look.
            LOG.debug("a suspicion was not handed on: {}", notRelayed.toString());
        }
    }

    /** Hands evidence to the shelves, which check its signature. */
    public void show(VantageId from, byte[] sealed) {
        if (Envelope.signer(sealed).equals(Optional.of(from.value()))) {
            evidence.handOn(sealed);
        } else {
            count(from, Refusal.OTHER_VANTAGE, "evidence signed by another vantage");
        }
    }

    /** Whether the configuration has it, with a key. */
    public boolean known(VantageId vantage) {
        return feed.knows(vantage);
    }

    /** What it is to look at now, sealed. */
    public Optional<byte[]> assignment(VantageId vantage) {
        return assignments.sealed(vantage);
    }

    /** After each new configuration. */
    public void onAssignments(Runnable listener) {
        assignments.onChange(listener);
    }

    /** Each suspicion with its vantage, sealed for all others. */
    public void onSuspicion(BiConsumer<VantageId, byte[]> listener) {
        relay.onRelayed(listener::accept);
    }
}
