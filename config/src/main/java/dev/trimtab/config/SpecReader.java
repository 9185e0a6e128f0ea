package dev.trimtab.config;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.PublishSpec;
import dev.trimtab.core.spec.Spec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads a configuration: text → tree → shape → references and sense → {@link Spec}. Each stage goes on over what the one
 * before it found wrong, so that one run names every problem.
 */
public final class SpecReader {
    private final Problems problems = new Problems();

    private SpecReader() {}

    /** All of it, or every problem; never an exception for any text. */
    public static Reading read(String yaml) {
        return new SpecReader().reading(yaml);
    }

    /** SHA-256 in hex: the generation of a configuration. */
    public static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private Reading reading(String yaml) {
        Optional<Node> tree = YamlTree.parse(yaml, problems);
        if (tree.isEmpty()) {
            return new Reading.Bad(problems.sorted());
        }
        new ShapeCheck(problems).check("", tree.get(), Layout.ROOT);
        Spec spec = spec(new Cursor("", tree.get()), digest(yaml.getBytes(StandardCharsets.UTF_8)));
        return problems.hasErrors() ? new Reading.Bad(problems.sorted()) : new Reading.Good(spec, problems.sorted());
    }

    private Spec spec(Cursor root, String digest) {
        Known known = Known.of(root, problems);
        WorldReader world = new WorldReader(root, known, problems);
        var credentials = world.credentials();
        var providers = world.providers(credentials);
        SortedMap<CdnId, CdnSpec> cdns = world.cdns(known);
        var vantages = world.vantages();
        SortedMap<ProbeId, ProbeSpec> probes = new TreeMap<>();
        ProbeReader probeReader = new ProbeReader(problems);
        root.entries("probes")
                .forEach((name, at) ->
                        made(at, problems, () -> probeReader.probe(name, at)).ifPresent(p -> probes.put(p.id(), p)));
        NameReader nameReader = new NameReader(
                root, known, new NameReader.World(credentials, providers, cdns, vantages, probes), problems);
        SortedMap<SteeredName, NameSpec> names = new TreeMap<>();
        for (Cursor at : root.items("names")) {
            made(at, problems, () -> nameReader.name(at)).ifPresent(name -> {
                if (names.putIfAbsent(name.name(), name) != null) {
                    problems.error(at.path() + ".name", at.line(), name.name() + " is steered by an earlier entry");
                }
            });
        }
        return new Spec(
                digest,
                credentials,
                providers,
                world.regions(),
                cdns,
                vantages,
                root.texts("controlGroup"),
                probes,
                names,
                new SafetyRuleReader(root, known, problems).rules(),
                publish(root));
    }

    private PublishSpec publish(Cursor root) {
        Layers publish = new Layers(root.get("publish").stream().toList(), problems);
        return new PublishSpec(publish.duration(
                "canaryEvery", PublishSpec.DEFAULT.canaryEvery(), Duration.ofSeconds(10), Duration.ofHours(1)));
    }

    /**
     * What a reader makes of a place; what the core's own types refuse is a problem of the place, unless something inside
     * it has been named already.
     */
    static <T> Optional<T> made(Cursor at, Problems problems, Supplier<Optional<T>> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException refused) {
            if (!problems.hasErrorsUnder(at.path())) {
                problems.error(at.path(), at.line(), String.valueOf(refused.getMessage()));
            }
            return Optional.empty();
        }
    }
}
