package dev.trimtab.provider.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes the connection and says nothing. */
class Rfc2136SilenceTest {
    private static final SteeredName NAME = SteeredName.of("www.steer.example");

    @TempDir
    Path directory;

    @Test
    void silence_after_sending_is_in_doubt_and_a_silent_read_is_no_absence() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "c2VjcmV0");
        // The kernel completes connections to a socket that listens; nobody ever accepts or answers.
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Rfc2136Provider provider = provider(silent.getLocalPort(), key)) {
            assertThat(provider.apply(change(), Duration.ofMillis(300))).isInstanceOf(WriteResult.InDoubt.class);
            assertThat(provider.read(NAME, Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(
                            ReadResult.Unreadable.class,
                            unreadable -> assertThat(unreadable.trouble()).isEqualTo(ReadResult.Trouble.UNREACHABLE));
        }
    }

    @Test
    void a_key_file_without_base64_is_named_and_its_content_is_not() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "not*base64*at*all");
        try (Rfc2136Provider provider = provider(9, key)) {
            assertThat(provider.apply(change(), Duration.ofSeconds(1)).toString())
                    .contains("Rejected")
                    .contains(key.toString())
                    .doesNotContain("not*base64");
        }
    }

    private static Rfc2136Provider provider(int port, Path key) {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("server", "127.0.0.1:" + port);
        settings.put("keyName", "k");
        return Rfc2136Provider.of(
                new ProviderSpec(new ProviderId("zone"), "rfc2136", "steer.example.", Optional.empty(), settings), key);
    }

    private static Change change() {
        WeightedAnswer answer =
                new WeightedAnswer(new CdnId("a"), new Answer.Cname(new HostName("a.example.net")), 10_000);
        RecordSet set = new RecordSet(
                NAME,
                RecordType.CNAME,
                Duration.ofSeconds(30),
                List.of(answer),
                new Mark("00000000000000aa", new Generation(1, 1)));
        return new Change(set, Snapshot.absent(NAME), List.of());
    }
}
