package dev.trimtab.mutants;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Compiles one changed class beside the built ones, and runs one test over both with class loaders of their own. Nothing of
 * the module's sources or classes is touched.
 */
final class MutantRun {
    /** A decision whose absence makes a loop endless is missed as well. */
    private static final String TIMEOUT = "120 s";

    private final Path module;
    private final Path scratch;
    private final AtomicInteger runs = new AtomicInteger();

    /**
     * @param module folder of {@code core}, built with its tests
     * @param scratch for compiled mutants
     */
    MutantRun(Path module, Path scratch) {
        this.module = module;
        this.scratch = scratch;
    }

    /**
     * What the test said.
     *
     * @param failure first line of what failed; empty for green
     */
    record Outcome(Optional<String> failure) {
        boolean red() {
            return failure.isPresent();
        }
    }

    /** The named test as the sources are. */
    Outcome untouched(Mutant mutant) {
        return test(mutant, Optional.empty());
    }

    /** The named test with the decision switched off. */
    Outcome without(Mutant mutant) {
        return test(mutant, Optional.of(compiled(mutant)));
    }

    Path source(Mutant mutant) {
        return module.resolve("src/main/java/dev/trimtab/core").resolve(mutant.in() + ".java");
    }

    private Path compiled(Mutant mutant) {
        try {
            String changed = mutant.applied(Files.readString(source(mutant)));
            Path out = Files.createDirectories(scratch.resolve(mutant.id() + "-" + runs.incrementAndGet()));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter problems = new StringWriter();
            try (StandardJavaFileManager files =
                    compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
                String path = module.resolve("target/classes") + java.io.File.pathSeparator + annotations();
                boolean well = compiler.getTask(
                                problems,
                                files,
                                null,
                                List.of("-d", out.toString(), "-cp", path, "-proc:none", "-nowarn", "-implicit:none"),
                                null,
                                List.of(new Changed(
                                        source(mutant).toAbsolutePath().toUri(), changed)))
                        .call();
                if (!well) {
                    throw new IllegalStateException(mutant.id() + " does not compile: " + problems);
                }
            }
            return out;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path annotations() {
        try {
            return Path.of(NullMarked.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException noPath) {
            throw new IllegalStateException(noPath);
        }
    }

    private Outcome test(Mutant mutant, Optional<Path> first) {
        Path classes = module.resolve("target/classes");
        Path tests = module.resolve("target/test-classes");
        URL[] path = first.map(own -> urls(own, classes, tests)).orElseGet(() -> urls(classes, tests));
        try (OwnFirst loader = new OwnFirst(path)) {
            Class<?> type = Class.forName(mutant.testClass(), true, loader);
            Method method = Arrays.stream(type.getDeclaredMethods())
                    .filter(one -> one.getName().equals(mutant.testMethod()))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchMethodException(mutant.test()));
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectMethod(type, method))
                    .configurationParameter("junit.jupiter.execution.timeout.default", TIMEOUT)
                    .configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "separate_thread")
                    .build();
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create().execute(request, listener);
            TestExecutionSummary summary = listener.getSummary();
            if (summary.getTestsSucceededCount() + summary.getTotalFailureCount() == 0) {
                throw new IllegalStateException(mutant.id() + ": nothing ran of " + mutant.test());
            }
            return new Outcome(summary.getFailures().stream()
                    .map(failure -> String.valueOf(failure.getException())
                            .strip()
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .limit(4)
                            .reduce((a, b) -> a + " " + b)
                            .orElse("failed"))
                    .findFirst());
        } catch (IOException | ReflectiveOperationException broken) {
            throw new IllegalStateException(mutant.id() + ": " + broken, broken);
        }
    }

    private static URL[] urls(Path... paths) {
        return Arrays.stream(paths)
                .map(path -> {
                    try {
                        return path.toUri().toURL();
                    } catch (java.net.MalformedURLException never) {
                        throw new IllegalStateException(never);
                    }
                })
                .toArray(URL[]::new);
    }

    /** A source in memory. */
    private static final class Changed extends SimpleJavaFileObject {
        private final String text;

        Changed(URI uri, String text) {
            super(uri, JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Loads the project's classes by itself, so that each run has its own. */
    private static final class OwnFirst extends URLClassLoader {
        OwnFirst(URL[] path) {
            super(path, MutantRun.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("dev.trimtab.") && findLoadedClass(name) == null) {
                    return findClass(name);
                }
            }
            return super.loadClass(name, resolve);
        }
    }
}
