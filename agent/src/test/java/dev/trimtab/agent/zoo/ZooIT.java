package dev.trimtab.agent.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.agent.probe.AllowedRanges;
import dev.trimtab.agent.probe.Sight;
import dev.trimtab.agent.probe.VantageProber;
import dev.trimtab.core.observe.EvidenceCodec;
import dev.trimtab.core.observe.Look;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server does, the look has an outcome with a class, and its evidence stays small. */
class ZooIT {
    private static final VantageProber PROBER =
            new VantageProber(AllowedRanges.of("127.0.0.0/8"), InstantSource.system());

    @TempDir
    private static Path folder;

    private static Zoo zoo;

    @BeforeAll
    static void open() throws Exception {
        PROBER.warmUp();
        zoo = new Zoo(folder);
    }

    @AfterAll
    static void close() throws Exception {
        PROBER.close();
        zoo.close();
    }

    static Stream<Zoo.Exhibit> exhibits() {
        return zoo.exhibits().stream();
    }

    @ParameterizedTest
    @MethodSource
    void exhibits(Zoo.Exhibit exhibit) throws Exception {
        Sight sight = PROBER.look(exhibit.check(), Look.Turn.INTERVAL).get(60, TimeUnit.SECONDS);

        assertThat(sight.look().outcome()).as(sight.look().detail()).isEqualTo(exhibit.expected());
        assertThat(sight.look().detail()).isNotEmpty().hasSizeLessThanOrEqualTo(200);
        byte[] evidence = EvidenceCodec.encode(sight.evidence().get());
        assertThat(evidence).hasSizeLessThan(16 * 1024);
        assertThat(EvidenceCodec.decode(evidence)).isInstanceOf(EvidenceCodec.Decoded.class);
    }
}
