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

/** One round of the real loop: when every look is new, when one is, and when none is. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx3g")
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
public class DecideBenchmark {
    /** How many names there are. */
    @Param({"1000", "10000"})
    public int names;

    private Fleet fleet;
    private int turn;

    @Setup(Level.Trial)
    public void build() {
        fleet = new Fleet(names);
        fleet.settle();
    }

    /** Looks and reports are made outside of what is measured. */
    @State(Scope.Thread)
    public static class EverythingNew {
        @Setup(Level.Invocation)
        public void look(DecideBenchmark bench) {
            bench.fleet.pass(Duration.ofSeconds(10));
            bench.fleet.lookAll();
            bench.fleet.report(0, Fleet.VANTAGES);
        }
    }

    /** One vantage has made one look. */
    @State(Scope.Thread)
    public static class OneNew {
        @Setup(Level.Invocation)
        public void look(DecideBenchmark bench) {
            bench.fleet.pass(Duration.ofMillis(1));
            bench.fleet.passOne(bench.turn++ % bench.names);
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

    @Benchmark
    public RoundView everythingNew(EverythingNew looked) {
        return fleet.round();
    }

    @Benchmark
    public RoundView oneLookNew(OneNew looked) {
        return fleet.round();
    }

    @Benchmark
    public RoundView nothingNew(NothingNew waited) {
        return fleet.round();
    }
}
