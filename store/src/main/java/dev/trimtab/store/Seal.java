package dev.trimtab.store;

import dev.trimtab.core.port.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash over what a row or a line says, so that one that a disk has changed is not believed. */
final class Seal {
    private Seal() {}

    static String of(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** @throws StoreException when the parts are not what was sealed */
    static void mustFit(String seal, String where, String what, String... parts) {
        if (!of(parts).equals(seal)) {
            throw StoreException.refused(
                    where + " is damaged: " + what + " is not as it was stored; restore it from a backup"
                            + " (trimtab restore)",
                    new IllegalStateException("seal"));
        }
    }
}
