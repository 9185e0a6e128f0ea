package dev.trimtab.controller.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What controllers tell each other counts under HMAC-SHA-256 with a key that vantages do not have. The file holds one key a
 * line, in Base64: the first one signs, all verify, so that a key can be replaced without a moment of disbelief.
 */
public final class ClusterMac {
    /** Of a key, at least: as long as the hash (RFC 2104 §3). */
    static final int KEY_BYTES_MIN = 32;

    private static final int VERSION = 1;
    private static final int MAC_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] DOMAIN = "trimtab cluster\0".getBytes(StandardCharsets.US_ASCII);

    private final List<SecretKeySpec> keys;

    private ClusterMac(List<SecretKeySpec> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads the keys of a file.
     *
     * @throws IOException with a sentence that shows nothing of the keys
     */
    public static ClusterMac read(Path file) throws IOException {
        List<SecretKeySpec> keys = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            number++;
            if (!line.isBlank()) {
                keys.add(key(file, number, line.strip()));
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no key: put one a line, such as `openssl rand -base64 32` makes");
        }
        return new ClusterMac(keys);
    }

    private static SecretKeySpec key(Path file, int number, String text) throws IOException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw new IOException(file + " line " + number
                    + " is not Base64: one key a line, such as `openssl rand -base64 32` makes");
        }
        if (bytes.length < KEY_BYTES_MIN) {
            throw new IOException(file + " line " + number + " holds a key of " + bytes.length + " bytes: it needs "
                    + KEY_BYTES_MIN + " or more, such as `openssl rand -base64 32` makes");
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * The key of a controller that is alone: made at its first start, readable by its owner only.
     *
     * @throws IOException when it can neither be read nor written
     */
    public static ClusterMac alone(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] fresh = new byte[KEY_BYTES_MIN];
            new SecureRandom().nextBytes(fresh);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getEncoder().encodeToString(fresh) + "\n", StandardOpenOption.WRITE);
        }
        return read(file);
    }

    /** @param place where it will lie: what is moved to another place is believed no longer */
    byte[] seal(String place, byte[] payload) {
        byte[] mac = mac(keys.get(0), place, payload);
        return ByteBuffer.allocate(1 + MAC_BYTES + payload.length)
                .put((byte) VERSION)
                .put(mac)
                .put(payload)
                .array();
    }

    /** What a controller sealed for this place; empty for anything else. Never throws on any bytes. */
    Optional<byte[]> open(String place, byte[] bytes) {
        if (bytes.length < 1 + MAC_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        byte[] claimed = Arrays.copyOfRange(bytes, 1, 1 + MAC_BYTES);
        byte[] payload = Arrays.copyOfRange(bytes, 1 + MAC_BYTES, bytes.length);
        return keys.stream().anyMatch(key -> MessageDigest.isEqual(claimed, mac(key, place, payload)))
                ? Optional.of(payload)
                : Optional.empty();
    }

    private static byte[] mac(SecretKeySpec key, String place, byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(DOMAIN);
            mac.update(place.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(payload);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    @Override
    public String toString() {
        return keys.size() + " cluster keys";
    }
}
