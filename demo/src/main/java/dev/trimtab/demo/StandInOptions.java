package dev.trimtab.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a stand-in's process is told on its command line: its name, then every option once, in any order. */
record StandInOptions(String who, String host, int port, int controlPort, Path certificate, Path key) {
    static final String USAGE = "usage: NAME --host HOST --port N --control-port N --cert FILE --key FILE";

    private static final int OPTIONS = 5;
    private static final int PORT_MAX = 65_535;

    static Optional<StandInOptions> parse(String... args) {
        Map<String, String> found = new TreeMap<>();
        for (int i = 1; i + 1 < args.length; i += 2) {
            found.put(args[i], args[i + 1]);
        }
        if (args.length != 1 + 2 * OPTIONS || found.size() != OPTIONS) {
            return Optional.empty();
        }
        String host = found.getOrDefault("--host", "");
        int port = port(found.getOrDefault("--port", ""));
        int control = port(found.getOrDefault("--control-port", ""));
        String certificate = found.getOrDefault("--cert", "");
        String key = found.getOrDefault("--key", "");
        boolean complete = !host.isEmpty() && port >= 0 && control >= 0 && !certificate.isEmpty() && !key.isEmpty();
        return complete
                ? Optional.of(new StandInOptions(args[0], host, port, control, Path.of(certificate), Path.of(key)))
                : Optional.empty();
    }

    private static int port(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= PORT_MAX ? Integer.parseInt(text) : -1;
    }
}
