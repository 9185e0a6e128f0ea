package dev.trimtab.agent.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Values of headers that let a site admit its own probes, out of files; one that changed is read again. */
final class SecretFiles {
    private static final long FILE_BYTES_MAX = 8 * 1024;

    /** What may stand in a header (RFC 9110, 5.5), on one line. */
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]*");

    private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();

    /** What the files gave. */
    sealed interface Secrets {
        /** Values by header; never shown. */
        record Ready(SortedMap<String, String> values) implements Secrets {
            @Override
            public String toString() {
                return "secrets of " + values.keySet();
            }
        }

        /** Our own fault, and never evidence against a target. */
        record Unreadable(String why) implements Secrets {}
    }

    private record Loaded(FileStamp stamp, String value) {
        @Override
        public String toString() {
            return "a secret of " + stamp;
        }
    }

    /** @param files by header */
    Secrets read(SortedMap<String, String> files) {
        SortedMap<String, String> values = new TreeMap<>();
        for (Map.Entry<String, String> header : files.entrySet()) {
            try {
                values.put(header.getKey(), value(header.getValue()));
            } catch (IOException unreadable) {
                return new Secrets.Unreadable("the file of secret header " + header.getKey() + ", " + header.getValue()
                        + ", cannot be used: " + unreadable.getClass().getSimpleName());
            }
        }
        return new Secrets.Ready(values);
    }

    private String value(String file) throws IOException {
        Path path = Path.of(file);
        FileStamp stamp = FileStamp.of(path, FILE_BYTES_MAX);
        Loaded known = loaded.get(file);
        if (known != null && known.stamp().equals(stamp)) {
            return known.value();
        }
        String value = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).strip();
        if (!VALUE.matcher(value).matches()) {
            loaded.remove(file);
            throw new NotOneLine();
        }
        loaded.put(file, new Loaded(stamp, value));
        return value;
    }

    /** Its name is all that is told of the file's content. */
    private static final class NotOneLine extends IOException {}
}
