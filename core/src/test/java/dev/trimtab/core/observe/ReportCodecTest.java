package dev.trimtab.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Bytes that agents of other versions send, and reports as they are recorded. */
final class ReportCodecTest {
    /** Two observations, as version 1 wrote them. */
    private static final String VERSION_1 =
            "0163604e2b4a6c68583273b531bb428a99a9a149526a4a8a654a625aa28169629a8985b9998145"
                    + "9a89799271b2590a13031383180317031313230303906480d00c0c1f18e7333231b030b03170304cf06b7760363230603635300000";

    private static final Assignment ASSIGNMENT = assignment();

    @Test
    void a_report_of_an_older_agent_is_read_and_says_nothing_of_its_control_group() {
        ReportCodec.Decoding read = decode(HexFormat.of().parseHex(VERSION_1));

        assertThat(read).isEqualTo(new ReportCodec.Decoded(report(Report.Control.UNKNOWN)));
    }

    @Test
    void what_a_vantage_makes_of_its_control_group_arrives() {
        for (Report.Control control : Report.Control.values()) {
            Report sent = report(control);

            assertThat(decode(ReportCodec.encode(sent, ASSIGNMENT))).isEqualTo(new ReportCodec.Decoded(sent));
            assertThat(ReportCodec.decodeBare(ReportCodec.encodeBare(sent, ids()), ids()))
                    .isEqualTo(new ReportCodec.Decoded(sent));
        }
    }

    @Test
    void what_an_earlier_report_said_already_is_kept_once_and_says_the_same() {
        Report before = report(Report.Control.SEEN);
        List<Observation> lines = new ArrayList<>(before.observations());
        Observation first = lines.get(0);
        lines.set(0, new Observation(first.check(), first.tally(), first.age().plusSeconds(1)));
        Observation second = lines.get(1);
        Look failed = new Look(
                second.check(),
                Look.Turn.INTERVAL,
                new Outcome.Fail(FailureClass.STATUS),
                second.tally().phases(),
                "");
        lines.set(1, new Observation(second.check(), second.tally().next(failed), Duration.ZERO));
        Report sent = new Report(
                before.vantage(),
                before.epoch(),
                before.sequence() + 1,
                before.assignment(),
                lines,
                Report.Control.LOST);
        Report came =
                ((ReportCodec.Decoded) ReportCodec.decodeBare(ReportCodec.encodeBare(sent, ids()), ids())).report();

        Report kept = came.sharing(before);

        assertThat(kept).isEqualTo(came);
        assertThat(came.observations().get(0).tally()).isNotSameAs(first.tally());
        assertThat(kept.observations().get(0).tally()).isSameAs(first.tally());
        assertThat(kept.observations().get(1).tally()).isNotSameAs(second.tally());
        assertThat(came.sharing(new Report(before.vantage(), 1, 1, "another", before.observations())))
                .isSameAs(came);
    }

    @Test
    void a_word_on_the_control_group_that_nobody_knows_is_refused() {
        byte[] bare = ReportCodec.encodeBare(report(Report.Control.LOST), ids());
        int place = new String(bare, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(ASSIGNMENT.digest())
                + ASSIGNMENT.digest().length();
        assertThat(bare[place]).isEqualTo((byte) 2);
        bare[place] = 3;

        assertThat(ReportCodec.decodeBare(bare, ids()))
                .isEqualTo(new ReportCodec.Undecodable("malformed report: control group is 3, not 0 to 2"));
    }

    @Test
    void a_part_of_a_report_can_be_recorded() {
        Report whole = report(Report.Control.SEEN);
        Report part = new Report(
                whole.vantage(),
                whole.epoch(),
                whole.sequence(),
                whole.assignment(),
                whole.observations().subList(1, 2),
                whole.control());
        List<CheckId> west = ids().subList(1, 2);

        assertThat(ReportCodec.decodeBare(ReportCodec.encodeBare(part, west), west))
                .isEqualTo(new ReportCodec.Decoded(part));
    }

    @Test
    void no_recorded_bytes_make_the_decoder_throw() {
        byte[] bare = ReportCodec.encodeBare(report(Report.Control.SEEN), ids());
        SplittableRandom random = new SplittableRandom(17);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] copy = Arrays.copyOf(bare, random.nextInt(4) == 0 ? random.nextInt(bare.length) : bare.length);
            for (int flips = random.nextInt(3); flips >= 0 && copy.length > 0; flips--) {
                copy[random.nextInt(copy.length)] = (byte) random.nextInt();
            }
            read += ReportCodec.decodeBare(copy, ids()) instanceof ReportCodec.Decoded ? 1 : 0;
        }
        assertThat(read).as("some still make sense, most do not").isBetween(1, 4_000);
    }

    private static ReportCodec.Decoding decode(byte[] bytes) {
        return ReportCodec.decode(
                bytes, digest -> digest.equals(ASSIGNMENT.digest()) ? Optional.of(ASSIGNMENT) : Optional.empty());
    }

    private static List<CheckId> ids() {
        return ASSIGNMENT.checks().stream().map(Check::id).toList();
    }

    private static Assignment assignment() {
        return AssignmentCodec.digested(new VantageId("fra"), 0, 3, List.of(check("east"), check("west")));
    }

    private static Check check(String cdn) {
        CheckId id = new CheckId(
                new TargetId(SteeredName.of("www.steer.example.com"), new CdnId(cdn)),
                new HostName("www.example.com"),
                new ProbeId("page"),
                CheckId.Family.V4);
        RequestSpec request = new RequestSpec(
                "GET",
                RequestSpec.Scheme.HTTPS,
                "/",
                "www.example.com",
                List.of(RequestSpec.Protocol.HTTP1),
                new TreeMap<>(),
                0,
                1024,
                "");
        DetectSpec detect = new DetectSpec(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 6, Duration.ofMinutes(5));
        return new Check(id, new Answer.Cname(new HostName(cdn + ".cdn.example")), "", request, List.of(), detect);
    }

    private static Report report(Report.Control control) {
        Observation east =
                new Observation(ids().get(0), tally(0, new Outcome.Pass(), 5_000, "200"), Duration.ofMillis(120));
        Observation west = new Observation(
                ids().get(1), tally(1, new Outcome.Fail(FailureClass.STATUS), 900, "500"), Duration.ofMillis(40));
        return new Report(
                new VantageId("fra"), 1_763_942_400_000L, 7, ASSIGNMENT.digest(), List.of(east, west), control);
    }

    private static Tally tally(int check, Outcome outcome, int totalMicros, String detail) {
        return Tally.EMPTY.next(
                new Look(ids().get(check), Look.Turn.INTERVAL, outcome, new Phases(1, 2, 3, 4, totalMicros), detail));
    }
}
