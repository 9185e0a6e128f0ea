package dev.trimtab.agent.link;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.EvidenceCodec;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.ReportCodec;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.observe.SuspicionCodec;
import java.security.PrivateKey;
import java.time.InstantSource;

/**
 * What a link sends, whichever way it goes: under the vantage's own signature, with the moment of sealing.
 *
 * @param key the vantage's own Ed25519 key
 */
record Sealing(VantageId vantage, PrivateKey key, InstantSource clock) {
    /** @param assignment the one that the report answers */
    byte[] report(Report report, Assignment assignment) {
        return sealed(Envelope.Kind.REPORT, ReportCodec.encode(report, assignment));
    }

    byte[] suspicion(Suspicion suspicion) {
        return sealed(Envelope.Kind.SUSPICION, SuspicionCodec.encode(suspicion));
    }

    byte[] evidence(LookEvidence evidence) {
        return sealed(Envelope.Kind.EVIDENCE, EvidenceCodec.encode(evidence));
    }

    private byte[] sealed(Envelope.Kind kind, byte[] payload) {
        return Envelope.seal(key, kind, vantage.value(), clock.instant(), payload);
    }
}
