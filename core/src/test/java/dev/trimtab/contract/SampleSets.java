package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Record sets to try a provider with; every value is one reserved for documentation. */
public abstract class SampleSets {
    protected static final String OWNER = "00000000000000aa";
    protected static final Duration TTL = Duration.ofSeconds(30);

    /** A CNAME set of generation 1.{@code sequence}; the i-th share is that of {@code cdn<i>}, zero leaves it out. */
    protected static RecordSet set(SteeredName name, long sequence, int... sharesBp) {
        List<WeightedAnswer> answers = IntStream.range(0, sharesBp.length)
                .filter(i -> sharesBp[i] > 0)
                .mapToObj(i -> new WeightedAnswer(
                        cdn(i), new Answer.Cname(new HostName("cdn" + i + ".example.net")), sharesBp[i]))
                .toList();
        return new RecordSet(name, RecordType.CNAME, TTL, answers, new Mark(OWNER, new Generation(1, sequence)));
    }

    /** Like {@link #set} with two IPv4 addresses and one IPv6 address a target. */
    protected static RecordSet addresses(SteeredName name, long sequence, int... sharesBp) {
        List<WeightedAnswer> answers = IntStream.range(0, sharesBp.length)
                .filter(i -> sharesBp[i] > 0)
                .mapToObj(i -> new WeightedAnswer(
                        cdn(i),
                        new Answer.Addresses(List.of(
                                literal("192.0.2." + (10 * i + 1)),
                                literal("192.0.2." + (10 * i + 2)),
                                literal("2001:db8::" + (10 * i + 1)))),
                        sharesBp[i]))
                .toList();
        return new RecordSet(name, RecordType.ADDRESS, TTL, answers, new Mark(OWNER, new Generation(1, sequence)));
    }

    protected static CdnId cdn(int i) {
        return new CdnId("cdn" + i);
    }

    protected static RecordSet withTtl(RecordSet set, Duration ttl) {
        return new RecordSet(set.name(), set.type(), ttl, set.answers(), set.mark());
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(text, impossible);
        }
    }

    protected static void eachWithinOneStep(RecordSet wanted, RecordSet expressed, int steps) {
        int step = (Shares.WHOLE + steps - 1) / steps;
        assertThat(expressed.answers()).hasSameSizeAs(wanted.answers());
        for (WeightedAnswer answer : wanted.answers()) {
            assertThat(Math.abs(expressed.shares().of(answer.cdn()) - answer.shareBp()))
                    .isLessThanOrEqualTo(step);
        }
    }
}
