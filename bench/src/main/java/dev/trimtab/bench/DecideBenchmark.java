package dev.trimtab.bench;

import dev.trimtab.core.loop.RoundView;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One round of the real loop, from the reports in hand to the decisions of all names. Looks and reports are made outside of
 * what is measured. Rounds are sampled one by one: on a machine that others use as well, the median tells more than a mean.
 */
// One for all: of a thread's own, JMH would make one for what looks and another for what is measured.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 3, time = 3)
public class DecideBenchmark {
    /** How many names there are. */
    @Param("10000")
    public int names;

    private Fleet fleet;
    private int turn;

    @Setup(Level.Trial)
    public void build() {
        fleet = new Fleet(names);
        fleet.settle();
    }

    /** Every vantage has looked at every target once more, and all is as it was. */
    @State(Scope.Thread)
    public static class EveryLookNew {
        @Setup(Level.Invocation)
        public void look(DecideBenchmark bench) {
            bench.fleet.lookAgain(() -> {});
        }
    }

    /** Every vantage has looked once more, and at every target looks of one of them failed within the last half hour. */
    @State(Scope.Thread)
    public static class EveryNameJudged {
        @Setup(Level.Invocation)
        public void look(DecideBenchmark bench) {
            bench.fleet.lookAgain(() -> bench.fleet.failTenth(bench.turn++));
        }
    }

    /** Every vantage has looked once more, and something concerns all names: each is judged, planned and ruled anew. */
    @State(Scope.Thread)
    public static class EveryNamePlanned {
        @Setup(Level.Invocation)
        public void look(DecideBenchmark bench) {
            bench.fleet.lookAgain(bench.fleet::stirAll);
        }
    }

    /** One vantage has made one look; its report says the rest again. */
    @State(Scope.Thread)
    public static class OneLookNew {
        @Setup(Level.Invocation)
        public void look(DecideBenchmark bench) {
            bench.fleet.pass(Duration.ofMillis(1));
            bench.fleet.passOne(bench.turn++ % (bench.names * Fleet.TARGETS));
            bench.fleet.report(0, 1);
        }
    }

    /** One vantage has seen one failure: that name is judged and planned again. */
    @State(Scope.Thread)
    public static class OneFailureNew {
        @Setup(Level.Invocation)
        public void look(DecideBenchmark bench) {
            bench.fleet.pass(Duration.ofMillis(1));
            bench.fleet.failOne((bench.turn += 7) % (bench.names * Fleet.TARGETS));
            bench.fleet.report(0, 1);
        }
    }

    /** Time passes. */
    @State(Scope.Thread)
    public static class NothingNew {
        @Setup(Level.Invocation)
        public void wait(DecideBenchmark bench) {
            bench.fleet.pass(Duration.ofMillis(1));
        }
    }

    /** What the reports say is taken up; nothing but figures changes. */
    @Benchmark
    public RoundView everyLookNew(EveryLookNew looked) {
        return fleet.round();
    }

    /** Every name is judged again; what finds all healthy is not planned again. */
    @Benchmark
    public RoundView everyNameJudged(EveryNameJudged looked) {
        return fleet.round();
    }

    /** The full round: every name is judged, planned and ruled. */
    @Benchmark
    public RoundView everyNamePlanned(EveryNamePlanned looked) {
        return fleet.round();
    }

    @Benchmark
    public RoundView oneLookNew(OneLookNew looked) {
        return fleet.round();
    }

    @Benchmark
    public RoundView oneFailureNew(OneFailureNew looked) {
        return fleet.round();
    }

    @Benchmark
    public RoundView nothingNew(NothingNew waited) {
        return fleet.round();
    }
}
