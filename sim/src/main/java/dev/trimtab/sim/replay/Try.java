package dev.trimtab.sim.replay;

import dev.trimtab.sim.engine.Conduct;
import dev.trimtab.sim.engine.EnginePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class Try {
    public static void main(String[] args) throws Exception {
        for (String file : args) {
            if (file.startsWith("-")) continue;
            ScriptReader.Outcome read = ScriptReader.read(Files.readString(Path.of(file)));
            if (!(read instanceof ScriptReader.Read ok)) {
                System.out.println(file + " " + ((ScriptReader.Unreadable) read).problems());
                continue;
            }
            for (Policy.Maker maker : List.of(
                    References.NOTHING, References.NAIVE, References.ORACLE, EnginePolicy.under(Conduct.DEFAULT))) {
                long t = System.nanoTime();
                Replays.Result result = Replays.run(ok.script(), Optional.empty(), maker);
                System.out.printf(
                        "%-28s %-8s %s %d ms%n",
                        result.id(), result.policy(), result.score(), (System.nanoTime() - t) / 1_000_000);
                if (maker.word().equals("engine")) {
                    result.expectations()
                            .forEach(e -> System.out.println(
                                    "   " + e.outcome() + " " + e.rule() + " " + e.expected() + " — " + e.detail()));
                    if (args[0].equals("-v")) {
                        for (Run.Step s : result.run().steps()) {
                            if (!s.changed().isEmpty() || args.length > 2)
                                System.out.println("      " + s.at() + " " + s.changed() + " "
                                        + s.decided()
                                                .scopes()
                                                .values()
                                                .iterator()
                                                .next()
                                                .shares() + " "
                                        + s.decided().because());
                        }
                    }
                }
            }
        }
    }
}
