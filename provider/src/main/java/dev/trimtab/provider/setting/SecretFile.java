package dev.trimtab.provider.setting;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret by reference, read anew for each call, so that a rotated file counts at once. Its value is never shown. */
public record SecretFile(Path path) {
    /** The longest TSIG secret and API key in use are well below this. */
    private static final int BYTES_MAX = 4096;

    /** What the file gave. */
    public sealed interface Reading {
        /** The secret; its text form hides it. */
        record Found(String secret) implements Reading {
            @Override
            public String toString() {
                return "Found[hidden]";
            }
        }

        /** Why there is none, without a byte of the file. */
        record Unusable(String reason) implements Reading {}
    }

    /** Reads one line of visible ASCII characters; anything else could not travel in a header or a key. */
    public Reading read() {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (IOException unreadable) {
            return new Reading.Unusable("key file " + path + " cannot be read: "
                    + unreadable.getClass().getSimpleName());
        }
        String secret = new String(bytes, StandardCharsets.UTF_8).strip();
        if (bytes.length > BYTES_MAX) {
            return new Reading.Unusable("key file " + path + " is longer than " + BYTES_MAX + " bytes");
        }
        if (secret.isEmpty() || secret.chars().anyMatch(character -> character <= ' ' || character > '~')) {
            return new Reading.Unusable("key file " + path + " does not hold one line of visible characters");
        }
        return new Reading.Found(secret);
    }
}
