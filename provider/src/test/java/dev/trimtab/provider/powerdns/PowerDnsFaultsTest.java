package dev.trimtab.provider.powerdns;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.ReadResult.Trouble;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real server never does on demand: silence, haste, garbage, echoes. */
class PowerDnsFaultsTest {
    private static final SteeredName NAME = SteeredName.of("www.steer.example");
    private static final String KEY = "the-key-that-nobody-may-see";
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void silence_after_sending_is_in_doubt() {
        answer(aResponse().withStatus(204).withFixedDelay(60_000));

        assertThat(write(SHORT)).isInstanceOf(WriteResult.InDoubt.class);
        assertThat(trouble(SHORT)).isEqualTo(Trouble.UNREACHABLE);
    }

    @Test
    void a_connection_that_breaks_after_sending_is_in_doubt() {
        answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

        assertThat(write(LONG)).isInstanceOf(WriteResult.InDoubt.class);
        assertThat(trouble(LONG)).isEqualTo(Trouble.UNREACHABLE);
    }

    @Test
    void a_body_that_drips_is_given_up_at_the_time_limit() {
        answer(aResponse().withStatus(200).withBody("x".repeat(1_000)).withChunkedDribbleDelay(1_000, 60_000));

        assertThat(trouble(SHORT)).isEqualTo(Trouble.UNREACHABLE);
        assertThat(write(SHORT)).isInstanceOf(WriteResult.InDoubt.class);
    }

    @Test
    void too_fast_is_throttled_for_as_long_as_the_server_says() {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "7"));
        assertThat(write(LONG)).isEqualTo(new WriteResult.Throttled(Duration.ofSeconds(7)));

        answer(aResponse().withStatus(503));
        assertThat(write(LONG)).isEqualTo(new WriteResult.Throttled(Duration.ofSeconds(2)));

        answer(aResponse().withStatus(429).withHeader("Retry-After", "86400"));
        assertThat(write(LONG)).isEqualTo(new WriteResult.Throttled(Duration.ofSeconds(60)));
    }

    @Test
    void a_trial_write_fares_as_a_write_does() {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "7"));
        assertThat(trial(LONG)).isEqualTo(new WriteResult.Throttled(Duration.ofSeconds(7)));

        answer(aResponse().withStatus(422).withBody("{\"error\":\"no\"}"));
        assertThat(trial(LONG)).isInstanceOf(WriteResult.Rejected.class);

        answer(aResponse().withStatus(204).withFixedDelay(60_000));
        assertThat(trial(SHORT)).isInstanceOf(WriteResult.InDoubt.class);
    }

    @Test
    void a_page_of_somebody_else_is_not_understood_and_never_an_absence() {
        for (String body :
                List.of("<html>maintenance</html>", "", "{}", "[]", "{\"name\":\"other.example.\",\"rrsets\":[]}")) {
            answer(aResponse().withStatus(200).withBody(body));
            assertThat(trouble(LONG)).as("body <%s>", body).isEqualTo(Trouble.NOT_UNDERSTOOD);
        }
    }

    @Test
    void a_body_beyond_the_limit_is_given_up() {
        answer(aResponse().withStatus(200).withBody("x".repeat(LimitedBody.BYTES_MAX + 1)));

        assertThat(trouble(LONG)).isEqualTo(Trouble.UNREACHABLE);
    }

    @Test
    void an_error_of_the_server_is_in_doubt() {
        answer(aResponse().withStatus(500).withBody("database is locked"));

        assertThat(write(LONG))
                .isInstanceOfSatisfying(
                        WriteResult.InDoubt.class,
                        doubt -> assertThat(doubt.reason()).contains("500").contains("database is locked"));
    }

    @Test
    void a_refusal_of_lua_records_names_the_switch_of_newer_servers() {
        answer(aResponse().withStatus(422).withBody("{\"error\":\"LUA records cannot be updated\"}"));

        assertThat(write(LONG))
                .isInstanceOfSatisfying(
                        WriteResult.Rejected.class,
                        rejected -> assertThat(rejected.reason())
                                .contains("LUA records cannot be updated")
                                .contains("enable-lua-record-updates=yes"));
    }

    @Test
    void a_server_that_echoes_the_key_does_not_get_it_into_our_sentences() {
        answer(aResponse().withStatus(422).withBody("headers were: " + KEY));

        assertThat(write(LONG).toString()).contains("headers were").doesNotContain(KEY);
        assertThat(read(LONG).toString()).contains("headers were").doesNotContain(KEY);
    }

    @Test
    void a_missing_or_unusable_key_file_is_named_and_nothing_is_sent() throws IOException {
        answer(aResponse().withStatus(204));
        try (PowerDnsProvider provider = provider(directory.resolve("nowhere"))) {
            assertThat(provider.apply(change(), LONG)).isInstanceOf(WriteResult.Rejected.class);
            assertThat(provider.read(NAME, LONG).toString())
                    .contains("WRONG_KEY")
                    .contains("nowhere");
        }
        Path twoLines = Files.writeString(directory.resolve("two-lines"), KEY + "\nX-Other: header");
        try (PowerDnsProvider provider = provider(twoLines)) {
            assertThat(provider.apply(change(), LONG).toString())
                    .contains("two-lines")
                    .doesNotContain(KEY);
        }
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    private void answer(ResponseDefinitionBuilder response) {
        server.resetAll();
        server.stubFor(any(anyUrl()).willReturn(response));
    }

    private WriteResult write(Duration timeout) {
        try (PowerDnsProvider provider = provider(key())) {
            return provider.apply(change(), timeout);
        }
    }

    private WriteResult trial(Duration timeout) {
        try (PowerDnsProvider provider = provider(key())) {
            return provider.canary(timeout);
        }
    }

    private ReadResult read(Duration timeout) {
        try (PowerDnsProvider provider = provider(key())) {
            return provider.read(NAME, timeout);
        }
    }

    private Trouble trouble(Duration timeout) {
        return switch (read(timeout)) {
            case ReadResult.Unreadable unreadable -> unreadable.trouble();
            case ReadResult.Read read -> throw new AssertionError("read " + read);
        };
    }

    private Path key() {
        try {
            return Files.writeString(directory.resolve("key"), KEY);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private PowerDnsProvider provider(Path key) {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("url", "http://127.0.0.1:" + server.port());
        return PowerDnsProvider.of(
                new ProviderSpec(new ProviderId("pdns"), "powerdns", "steer.example.", Optional.empty(), settings),
                key);
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
