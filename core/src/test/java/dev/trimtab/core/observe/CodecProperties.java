package dev.trimtab.core.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CodecProperties {
    private static ReportCodec.Decoding decode(byte[] bytes, Assignment assignment) {
        return ReportCodec.decode(
                bytes, digest -> digest.equals(assignment.digest()) ? Optional.of(assignment) : Optional.empty());
    }

    @Test
    void a_report_comes_back_as_it_was() {
        for (long seed = 0; seed < 200; seed++) {
            Samples samples = new Samples(seed);
            Assignment assignment = samples.assignment((int) seed % 40);
            Report report = samples.report(assignment);
            assertThat(decode(ReportCodec.encode(report, assignment), assignment))
                    .as("seed %s", seed)
                    .isEqualTo(new ReportCodec.Decoded(report));
        }
    }

    @Test
    void an_assignment_comes_back_as_it_was() {
        for (long seed = 0; seed < 200; seed++) {
            Assignment assignment = new Samples(seed).assignment((int) seed % 40);
            assertThat(AssignmentCodec.decode(AssignmentCodec.encode(assignment)))
                    .as("seed %s", seed)
                    .isEqualTo(new AssignmentCodec.Decoded(assignment));
        }
    }

    @Test
    void five_thousand_observations_fit_into_64_kib_and_keep_their_outcomes() {
        for (long seed = 0; seed < 5; seed++) {
            Samples samples = new Samples(seed);
            Assignment assignment = samples.assignment(5000);
            Report report = samples.report(assignment);
            byte[] bytes = ReportCodec.encode(report, assignment);
            assertThat(bytes).as("seed %s", seed).hasSizeLessThanOrEqualTo(64 * 1024);
            Report back = ((ReportCodec.Decoded) decode(bytes, assignment)).report();
            for (int i = 0; i < 5000; i++) {
                Tally sent = report.observations().get(i).tally();
                Tally got = back.observations().get(i).tally();
                assertThat(got.last()).isEqualTo(sent.last());
                assertThat(got.failedTotal()).isEqualTo(sent.failedTotal());
                assertThat(got.phases().totalMicros())
                        .isBetween(
                                sent.phases().totalMicros() / 16 * 15,
                                sent.phases().totalMicros());
            }
        }
    }

    @Test
    void no_bytes_make_a_decoder_throw() throws GeneralSecurityException {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Samples samples = new Samples(7);
        Assignment assignment = samples.assignment(20);
        byte[] report = ReportCodec.encode(samples.report(assignment), assignment);
        byte[] list = AssignmentCodec.encode(assignment);
        byte[] sealed = Envelope.seal(keys.getPrivate(), Envelope.Kind.REPORT, "fra", java.time.Instant.EPOCH, report);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 3000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            for (byte[] bytes : new byte[][] {noise, mutated(report, random), mutated(list, random)}) {
                assertThat(decode(bytes, assignment)).isNotNull();
                assertThat(AssignmentCodec.decode(bytes)).isNotNull();
                assertThat(SuspicionCodec.decode(bytes)).isNotNull();
            }
            byte[] forged = mutated(sealed, random);
            assertThat(Envelope.signer(forged)).isNotNull();
            if (!Arrays.equals(forged, sealed)) {
                assertThat(Envelope.open(keys.getPublic(), Envelope.Kind.REPORT, forged))
                        .isInstanceOf(Envelope.Refused.class);
            }
        }
    }

    /** Past the compression, where mutated bytes reach the fields themselves. */
    @Test
    void no_inflated_bytes_make_a_decoder_throw() throws ByteSource.Malformed {
        Samples samples = new Samples(8);
        Assignment assignment = samples.assignment(20);
        SplittableRandom random = new SplittableRandom(12);
        byte[] report = plain(ReportCodec.encode(samples.report(assignment), assignment));
        byte[] list = plain(AssignmentCodec.encode(assignment));
        for (int i = 0; i < 3000; i++) {
            assertThat(decode(packed(mutated(report, random)), assignment)).isNotNull();
            assertThat(AssignmentCodec.decode(packed(mutated(list, random)))).isNotNull();
        }
    }

    @Test
    void trailing_bytes_a_wrong_version_and_unknown_assignments_are_refused() throws ByteSource.Malformed {
        Samples samples = new Samples(9);
        Assignment assignment = samples.assignment(3);
        byte[] report = ReportCodec.encode(samples.report(assignment), assignment);
        assertThat(decode(Arrays.copyOf(report, report.length + 1), assignment))
                .isInstanceOf(ReportCodec.Undecodable.class);
        byte[] plain = plain(report);
        assertThat(decode(packed(Arrays.copyOf(plain, plain.length + 1)), assignment))
                .isEqualTo(new ReportCodec.Undecodable("malformed report: 1 bytes too many"));
        report[0] = 3;
        assertThat(decode(report, assignment))
                .isEqualTo(new ReportCodec.Undecodable("malformed report: version 3, not 1 or 2"));
        report[0] = 2;
        assertThat(ReportCodec.decode(report, digest -> Optional.empty())).isInstanceOf(ReportCodec.Undecodable.class);
        Assignment other = new Samples(10).assignment(3);
        assertThatThrownBy(() -> ReportCodec.encode(new Samples(9).report(assignment), other))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_decompression_bomb_stops_at_its_limit() {
        ByteSink zeros = new ByteSink();
        zeros.raw(new byte[ReportCodec.INFLATED_BYTES_MAX + 1]);
        assertThat(decode(packed(zeros.bytes()), new Samples(1).assignment(1)))
                .isInstanceOfSatisfying(
                        ReportCodec.Undecodable.class,
                        no -> assertThat(no.reason()).contains("inflates to more than"));
    }

    private static byte[] plain(byte[] packed) throws ByteSource.Malformed {
        ByteSource source = ByteSource.inflated(packed, 1, 1 << 24);
        byte[] bytes = new byte[source.remaining()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) source.u8();
        }
        return bytes;
    }

    private static byte[] packed(byte[] plain) {
        ByteSink content = new ByteSink();
        content.raw(plain);
        ByteSink whole = new ByteSink();
        whole.u8(2);
        whole.raw(content.deflated());
        return whole.bytes();
    }

    private static byte[] mutated(byte[] bytes, SplittableRandom random) {
        byte[] copy = Arrays.copyOf(bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
        for (int i = random.nextInt(4); i >= 0 && copy.length > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        }
        return copy;
    }
}
