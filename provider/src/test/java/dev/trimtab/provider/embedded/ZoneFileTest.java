package dev.trimtab.provider.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class ZoneFileTest {
    @TempDir
    Path directory;

    @Test
    void an_unreadable_file_is_moved_aside_and_its_names_are_not_said_to_be_absent() throws IOException {
        Path file = directory.resolve("zone.json");
        Files.writeString(file, "{\"format\":1,\"zone\":\"steer.example.com.\",\"serial\":4,\"sets\":[{\"na");
        try (RunningZone zone = new RunningZone(file)) {
            assertThat(file).doesNotExist();
            assertThat(directory.resolve("zone.json.unreadable-1")).content().endsWith("{\"na");
            assertThat(zone.ask("www.steer.example.com.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);

            zone.cnames("www.steer.example.com.", 10_000, 0);
            assertThat(zone.ask("www.steer.example.com.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
        }
        try (var left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("zone.json", "zone.json.unreadable-1");
        }
    }

    @Test
    void addresses_come_back_as_they_were_saved() throws IOException {
        Path file = directory.resolve("zone.json");
        try (RunningZone zone = new RunningZone(file)) {
            zone.addresses(
                    "www.steer.example.com.",
                    java.net.InetAddress.getByName("192.0.2.1"),
                    java.net.InetAddress.getByName("2001:db8::1"));
        }
        try (RunningZone again = new RunningZone(file)) {
            assertThat(again.ask("www.steer.example.com.", Type.AAAA)
                            .getSection(org.xbill.DNS.Section.ANSWER)
                            .get(0)
                            .rdataToString())
                    .isEqualTo("2001:db8:0:0:0:0:0:1");
        }
    }
}
