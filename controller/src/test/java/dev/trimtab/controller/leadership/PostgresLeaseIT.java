package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.contract.LeaseRecordContract;
import dev.trimtab.core.port.LeaseRecord;
import dev.trimtab.core.port.LeaseRecord.Held;
import dev.trimtab.core.port.LeaseRecord.Reading;
import dev.trimtab.core.port.LeaseRecord.Writing;
import dev.trimtab.store.PostgresServer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The row against a real PostgreSQL. */
class PostgresLeaseIT extends LeaseRecordContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Held FIRST = new Held("one/1", 7, Duration.ofMinutes(1), 1);
    private static final Held SECOND = new Held("two/2", 8, Duration.ofMinutes(1), 2);

    private static Optional<PostgresServer> server = Optional.empty();
    private LeaseTable table;

    @BeforeAll
    static void start() {
        server = Optional.of(PostgresServer.start());
    }

    @AfterAll
    static void stop() {
        server.ifPresent(PostgresServer::close);
    }

    @BeforeEach
    void table() {
        table = LeaseTable.in(server.orElseThrow());
    }

    @Override
    protected LeaseRecord way() {
        return table.way();
    }

    @Test
    void another_takes_the_lease_only_after_its_end_by_the_servers_time() {
        try (LeaseRecord one = way();
                LeaseRecord two = way()) {
            String seen = version(one.read(TIMEOUT));
            String held = written(one.write(FIRST, seen, TIMEOUT));
            assertThat(two.write(SECOND, held, TIMEOUT)).isInstanceOf(Writing.Conflict.class);
            table.run("UPDATE leadership SET ends_ms = ends_ms - 60000");
            written(two.write(SECOND, held, TIMEOUT));
        }
    }

    @Test
    void a_servers_clock_that_was_set_back_keeps_nobody_waiting_for_it() {
        try (LeaseRecord one = way();
                LeaseRecord two = way()) {
            String held = written(one.write(FIRST, version(one.read(TIMEOUT)), TIMEOUT));
            table.run("UPDATE leadership SET ends_ms = ends_ms + 3600000");
            written(two.write(SECOND, held, TIMEOUT));
        }
    }

    @Test
    void a_lost_row_reads_as_absent_and_is_made_anew_once() {
        try (LeaseRecord one = way();
                LeaseRecord two = way()) {
            table.run("DELETE FROM leadership");
            assertThat(one.read(TIMEOUT)).isEqualTo(new Reading.Found(Optional.empty(), LeaseRecord.ABSENT));
            written(one.write(FIRST, LeaseRecord.ABSENT, TIMEOUT));
            assertThat(two.write(SECOND, LeaseRecord.ABSENT, TIMEOUT)).isInstanceOf(Writing.Conflict.class);
        }
    }

    @Test
    void a_dead_store_is_no_lease_and_its_password_is_not_told() {
        try (LeaseRecord one = table.nowhere()) {
            assertThat(one.read(TIMEOUT))
                    .isInstanceOfSatisfying(
                            Reading.Unreadable.class,
                            unreadable -> assertThat(unreadable.reason())
                                    .contains("PostgreSQL at 127.0.0.1")
                                    .doesNotContain(PostgresServer.PASSWORD));
            assertThat(one.write(FIRST, LeaseRecord.ABSENT, TIMEOUT)).isInstanceOf(Writing.Unknown.class);
        }
    }

    private static String version(Reading reading) {
        return ((Reading.Found) reading).version();
    }

    private static String written(Writing writing) {
        assertThat(writing).isInstanceOf(Writing.Written.class);
        return ((Writing.Written) writing).version();
    }
}
