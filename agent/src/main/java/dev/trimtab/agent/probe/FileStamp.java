package dev.trimtab.agent.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** How a file looked when it was read: one that looks otherwise is read again. */
record FileStamp(FileTime modified, long bytes, String key) {
    /** @throws IOException when it cannot be seen or is larger than that */
    static FileStamp of(Path path, long bytesMax) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.size() > bytesMax) {
            throw new IOException("larger than " + bytesMax + " bytes");
        }
        return new FileStamp(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    }
}
