package dev.trimtab.controller.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The API's bearer token, from a file that is read again when it changes. Never printed. */
final class BearerToken {
    /** Short ones can be guessed. */
    static final int CHARACTERS_MIN = 16;

    private final Path file;
    private @Nullable FileTime readOf;
    private byte[] secret = new byte[0];

    BearerToken(Path file) {
        this.file = file;
    }

    /** What is wrong with the file, in one sentence; empty when it can be used. */
    synchronized String trouble() {
        try {
            refresh();
        } catch (IOException unreadable) {
            return "the API's token file " + file + " cannot be read (" + reason(unreadable)
                    + "): write a random token into it and name it in TRIMTAB_API_TOKEN_FILE";
        }
        return secret.length >= CHARACTERS_MIN
                ? ""
                : "the API's token file " + file + " holds " + secret.length + " characters, at least " + CHARACTERS_MIN
                        + " are needed";
    }

    /** Whether a request's {@code Authorization} header carries the token, in constant time. */
    synchronized boolean admits(@Nullable String authorization) {
        if (!trouble().isEmpty() || authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return false;
        }
        return MessageDigest.isEqual(secret, authorization.substring(7).strip().getBytes(StandardCharsets.UTF_8));
    }

    private void refresh() throws IOException {
        FileTime now = Files.getLastModifiedTime(file);
        if (!now.equals(readOf)) {
            secret = Files.readString(file, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
            readOf = now;
        }
    }

    private static String reason(IOException unreadable) {
        return unreadable instanceof java.nio.file.NoSuchFileException
                ? "it does not exist"
                : unreadable.getClass().getSimpleName();
    }
}
