package dev.trimtab.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that must lie ready before a process starts: certificates, keys, the API's token, ports, the configuration.
 *
 * @param leaves the certificate of each stand-in
 * @param keys the signing key of each vantage
 * @param state the controller's own folder
 */
record Props(
        DemoFolder folder,
        Ports ports,
        SortedMap<String, DevelopmentCa.Leaf> leaves,
        SortedMap<String, SigningKey> keys,
        Path config,
        Path tokenFile,
        Path state) {
    static final String NAME = "www.steer.example.com.";
    static final String HOST = "www.example.com";
    static final List<String> STAND_INS = List.of("edge-a", "edge-b", "origin");
    static final List<String> VANTAGES = List.of("fra", "ams", "iad");

    private static final int TOKEN_BYTES = 24;

    Props {
        leaves = Collections.unmodifiableSortedMap(new TreeMap<>(leaves));
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    static Props make(DemoFolder folder, Path template, Instant now) throws IOException {
        SecureRandom random = new SecureRandom();
        Ports ports = Ports.choose(STAND_INS, new FreePorts(random));
        DevelopmentCa ca = DevelopmentCa.create(folder.path(), now);
        SortedMap<String, DevelopmentCa.Leaf> leaves = new TreeMap<>();
        for (String standIn : STAND_INS) {
            leaves.put(standIn, ca.leaf(standIn, HOST));
        }
        SortedMap<String, SigningKey> keys = new TreeMap<>();
        for (String vantage : VANTAGES) {
            keys.put(vantage, SigningKey.create(folder.file(vantage + ".key")));
        }
        Path config = folder.file("trimtab.yaml");
        Files.writeString(
                config, new ConfigTemplate(Files.readString(template)).fill(values(ports, ca.certificate(), keys)));
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        Path tokenFile = folder.file("api-token");
        SecretFile.write(tokenFile, HexFormat.of().formatHex(token) + "\n");
        return new Props(folder, ports, leaves, keys, config, tokenFile, folder.folder("state"));
    }

    /** What the template asks for. */
    static SortedMap<String, String> values(Ports ports, Path ca, SortedMap<String, SigningKey> keys) {
        SortedMap<String, String> values = new TreeMap<>();
        ports.serving().forEach((standIn, port) -> values.put(word(standIn) + "_PORT", Integer.toString(port)));
        keys.forEach((vantage, key) -> values.put(word(vantage) + "_KEY", key.publicKey()));
        values.put("CA_FILE", ca.toString());
        return values;
    }

    /** DNS targets by CDN, as the configuration has them. */
    static SortedMap<String, String> targets() {
        SortedMap<String, String> targets = new TreeMap<>();
        STAND_INS.forEach(standIn -> targets.put(standIn, standIn + ".example.net"));
        return targets;
    }

    String token() throws IOException {
        return Files.readString(tokenFile).strip();
    }

    private static String word(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
