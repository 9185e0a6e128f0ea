package dev.trimtab.controller.gateway;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The serial numbers of certificates that are not taken any more: a file with one hexadecimal number a line, {@code #} begins a
 * comment. Whatever cannot be read revokes nothing less than before. Not thread-safe.
 */
final class RevokedSerials {
    private static final long FILE_BYTES_MAX = 4 * 1024 * 1024;

    private record Stamp(FileTime modified, long bytes, String key) {}

    private final Path file;
    private Optional<Stamp> seen = Optional.empty();
    private boolean missed;
    private Set<BigInteger> serials = Set.of();

    RevokedSerials(Path file) {
        this.file = file;
    }

    /** Reads the file when it has changed; the problems of this reading, as sentences, each told once per change. */
    List<String> refresh() {
        List<String> problems = new ArrayList<>();
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Optional<Stamp> now = Optional.of(
                    new Stamp(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
            if (!now.equals(seen)) {
                seen = now;
                read(problems);
            }
            missed = false;
        } catch (IOException unreadable) {
            seen = Optional.empty();
            if (!missed) {
                problems.add("cannot read " + file + " ("
                        + unreadable.getClass().getSimpleName()
                        + "): what was revoked before stays revoked");
            }
            missed = true;
        }
        return problems;
    }

    boolean contains(BigInteger serial) {
        return serials.contains(serial);
    }

    private void read(List<String> problems) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException("larger than " + FILE_BYTES_MAX + " bytes");
        }
        Set<BigInteger> fresh = new HashSet<>();
        int number = 0;
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            String text = line.replaceFirst("#.*", "").strip().replace(":", "");
            if (text.isEmpty()) {
                continue;
            }
            try {
                fresh.add(new BigInteger(text, 16));
            } catch (NumberFormatException notHexadecimal) {
                problems.add(file + " line " + number
                        + ": should be a serial number in hexadecimal; what was revoked before stays revoked");
            }
        }
        if (!problems.isEmpty()) {
            fresh.addAll(serials);
        }
        serials = Set.copyOf(fresh);
    }
}
