package dev.trimtab.config;

import dev.trimtab.core.spec.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The configuration file and the last good copy of it. A file that is missing, empty or broken is never an empty spec. */
public final class ConfigFile {
    private final Path file;
    private final Path lastGood;

    /** @param lastGood where the last good text is kept, in the state directory */
    public ConfigFile(Path file, Path lastGood) {
        this.file = file;
        this.lastGood = lastGood;
    }

    /** What was found at a path. */
    public sealed interface Content {
        /** The bytes, with their SHA-256 in hex. */
        record Text(String text, String digest) implements Content {}

        /** Nothing that could be read, and why. */
        record Unreadable(String why) implements Content {}
    }

    /** Reads a file without keeping anything: the command line. */
    public static Reading read(Path file) {
        return reading(file, content(file));
    }

    /** Reads the file, or else the last good copy. */
    public static Started load(Path file, Path lastGood) {
        return new ConfigFile(file, lastGood).load();
    }

    private Started load() {
        Content seen = content();
        return switch (take(seen)) {
            case Reading.Good good -> new Started.OnCurrent(good.spec(), good.warnings(), seen);
            case Reading.Bad bad ->
                switch (read(lastGood)) {
                    case Reading.Good kept -> new Started.OnLastGood(kept.spec(), bad.problems(), seen);
                    case Reading.Bad gone -> {
                        List<Problem> all = new ArrayList<>(bad.problems());
                        all.add(new Problem(
                                Problem.Severity.ERROR,
                                "",
                                0,
                                "and there is no good copy to start on: "
                                        + gone.problems().getFirst().sentence()));
                        yield new Started.Impossible(all, seen);
                    }
                };
        };
    }

    /** What stands in the file now. */
    Content content() {
        return content(file);
    }

    /** Judges a content of the file; a good one becomes the last good copy. */
    Reading take(Content content) {
        Reading reading = reading(file, content);
        if (!(reading instanceof Reading.Good good) || !(content instanceof Content.Text text)) {
            return reading;
        }
        try {
            keep(text.text());
            return good;
        } catch (IOException notKept) {
            List<Problem> warnings = new ArrayList<>(good.warnings());
            warnings.add(new Problem(
                    Problem.Severity.WARNING, "", 0, "the last good copy could not be written: " + why(notKept)));
            return new Reading.Good(good.spec(), warnings);
        }
    }

    private static Reading reading(Path file, Content content) {
        return switch (content) {
            case Content.Text text -> SpecReader.read(text.text());
            case Content.Unreadable unreadable ->
                new Reading.Bad(List.of(
                        new Problem(Problem.Severity.ERROR, "", 0, file + " cannot be read: " + unreadable.why())));
        };
    }

    /** What stands at a path, whether or not it is a configuration; never more than can be one. */
    public static Content content(Path file) {
        if (Files.isDirectory(file)) {
            return new Content.Unreadable("a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(YamlTree.BYTES_MAX + 1);
            if (bytes.length > YamlTree.BYTES_MAX) {
                return new Content.Unreadable("longer than " + YamlTree.BYTES_MAX + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Content.Text(text, SpecReader.digest(bytes));
        } catch (CharacterCodingException notUtf8) {
            return new Content.Unreadable("not UTF-8");
        } catch (IOException unreadable) {
            return new Content.Unreadable(why(unreadable));
        }
    }

    /** Written beside, forced to disk, then renamed: a crash leaves the old copy or the new one. */
    private void keep(String text) throws IOException {
        Path directory = lastGood.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(lastGood + " has no directory");
        }
        Files.createDirectories(directory);
        try (FileChannel out = FileChannel.open(
                beside(directory),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(beside(directory), lastGood, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel renamed = FileChannel.open(directory, StandardOpenOption.READ)) {
            renamed.force(true);
        }
    }

    private Path beside(Path directory) {
        return directory.resolve(lastGood.getFileName() + ".new");
    }

    private static String why(IOException failed) {
        return switch (failed) {
            case NoSuchFileException none -> "no such file";
            case AccessDeniedException denied -> "no permission";
            default -> failed.getClass().getSimpleName() + ": " + failed.getMessage();
        };
    }
}
