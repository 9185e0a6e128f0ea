package dev.trimtab.controller;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A controller's name for its chain of audit entries: the same as long as its state folder lives. */
final class LastingName {
    private LastingName() {}

    static String in(Path state) throws IOException {
        Path file = state.resolve("controller-name");
        if (!Files.exists(file)) {
            byte[] random = new byte[4];
            new SecureRandom().nextBytes(random);
            String host = host().replaceAll("[^A-Za-z0-9.-]", "-");
            Path beside = state.resolve("controller-name.new");
            Files.writeString(beside, host + "-" + HexFormat.of().formatHex(random) + "\n");
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        }
        String name = Files.readString(file).strip();
        if (!name.matches("[A-Za-z0-9.-]{1,200}")) {
            throw new IOException(
                    file + " should hold this controller's name and does not: remove it to get a new one");
        }
        return name;
    }

    /** A machine whose own name nobody resolves is no reason not to start. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "controller";
        }
    }
}
