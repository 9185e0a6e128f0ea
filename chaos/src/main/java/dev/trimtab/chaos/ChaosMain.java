package dev.trimtab.chaos;

import dev.trimtab.chaos.fault.FaultKind;
import dev.trimtab.chaos.fault.Schedule;
import dev.trimtab.chaos.history.History;
import dev.trimtab.chaos.law.Violation;
import dev.trimtab.chaos.stage.Loopback;
import dev.trimtab.chaos.stage.Namespaces;
import dev.trimtab.chaos.stage.Network;
import dev.trimtab.chaos.stage.Shell;
import dev.trimtab.chaos.stage.Stage;
import dev.trimtab.chaos.stage.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Rounds of faults over real processes. Ends with one line of JSON; exit status 0 without a violation, 1 with one, 2 when
 * it could not be run.
 */
public final class ChaosMain {
    private static final int EXIT_VIOLATED = 1;
    private static final int EXIT_USAGE = 2;

    /** Addresses to ask from: with that many, a target of 20 % is met by some almost surely. */
    private static final int SOURCES = 8;

    private ChaosMain() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        Settings settings;
        try {
            settings = Settings.of(words);
        } catch (IllegalArgumentException wrong) {
            System.err.println("chaos: " + wrong.getMessage() + "\n" + Settings.USAGE);
            System.exit(EXIT_USAGE);
            return;
        }
        int status;
        try {
            status = run(settings);
        } catch (IllegalStateException | UncheckedIOException broken) {
            System.err.println("chaos: " + broken.getMessage());
            status = EXIT_USAGE;
        }
        System.exit(status);
    }

    private static int run(Settings settings) throws IOException, InterruptedException {
        // Set by bin/chaos, which has made the namespaces.
        Network network = Boolean.getBoolean("trimtab.chaos.namespaces")
                ? Namespaces.create()
                : new Loopback(Schedule.random(System.nanoTime()));
        Topology topology = new Topology(settings.controllers(), settings.gatewayAgents());
        Stage stage = new Stage(topology, network, settings.work().toAbsolutePath(), settings.home(), settings.plant());
        Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "curtain"));
        History history = new History();
        List<FaultKind> kinds = FaultKind.possible(topology.sharedStore(), network.breakable(), stage.clocksCanBeSet());
        stage.open();
        try (Run run = new Run(stage, history, sources(network))) {
            run.awaitFirstPlans();
            for (int i = 0; i < settings.rounds(); i++) {
                run.round(i + 1, settings.seed() + i, kinds, settings.faultsMax());
                System.err.println("chaos: round " + (i + 1) + " of " + settings.rounds() + ", seed "
                        + (settings.seed() + i) + ", " + Summary.lastFaults(history.entries()));
            }
        }
        List<Violation> violations = Laws.of(topology).violations(history.entries());
        String kept = violations.isEmpty() ? "" : keep(settings, stage, history, violations);
        Summary summary = new Summary(settings, network.kind(), topology, kinds, history.entries(), violations, kept);
        if (!settings.table().isEmpty()) {
            SurvivalTable.write(Path.of(settings.table()), summary);
        }
        System.out.println(summary.json());
        return violations.isEmpty() ? 0 : EXIT_VIOLATED;
    }

    private static String keep(Settings settings, Stage stage, History history, List<Violation> violations)
            throws IOException {
        Path folder = settings.keep().resolve("seed-" + settings.seed() + "-" + System.currentTimeMillis());
        stage.keep(folder);
        history.write(folder.resolve("history.jsonl"));
        violations.forEach(violation -> System.err.println("chaos: " + violation));
        return folder.toString();
    }

    private static List<String> sources(Network network) {
        List<String> sources = new ArrayList<>();
        for (int i = 1; i <= SOURCES; i++) {
            if (network.breakable()) {
                String source = "10.77." + (100 + i) + ".1";
                Shell.run(List.of("ip", "addr", "add", source + "/16", "dev", "br0"));
                sources.add(source);
            } else {
                sources.add("127.7." + i + ".1");
            }
        }
        return sources;
    }
}
