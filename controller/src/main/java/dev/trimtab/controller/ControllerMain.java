package dev.trimtab.controller;

import dev.trimtab.config.ConfigFile;
import dev.trimtab.config.Started;
import dev.trimtab.core.spec.Problem;
import java.security.Security;
import java.util.List;

/** The controller's process. Exit codes: 0 ended by a signal, 2 configuration or usage, 1 anything else. */
public final class ControllerMain {
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    private static final String ADDRESS_CACHE_SECONDS = "5";

    private ControllerMain() {}

    public static void main(String[] arguments) {
        // Other controllers, the store and providers may change their addresses under their names.
        Security.setProperty("networkaddress.cache.ttl", ADDRESS_CACHE_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        switch (Environment.read(System.getenv())) {
            case Environment.Reading.Bad bad -> end(USAGE, bad.problems());
            case Environment.Reading.Good good -> start(good.environment());
        }
    }

    private static void start(Environment environment) {
        Started started =
                ConfigFile.load(environment.config(), environment.state().resolve("last-good.yaml"));
        if (started instanceof Started.Impossible impossible) {
            end(USAGE, impossible.problems().stream().map(Problem::toString).toList());
            return;
        }
        Controller controller = new Controller(environment);
        // The last thing that an orderly end does is to say 0: a process that was asked to go has not failed.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            controller.close();
            Runtime.getRuntime().halt(0);
        }));
        try {
            controller.start(started);
        } catch (Controller.CannotStartException cannot) {
            System.err.println("trimtab-controller: " + cannot.getMessage());
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private static void end(int code, List<String> problems) {
        problems.forEach(problem -> System.err.println("trimtab-controller: " + problem));
        System.exit(code);
    }
}
