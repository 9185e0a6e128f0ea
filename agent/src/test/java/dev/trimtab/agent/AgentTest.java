package dev.trimtab.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trimtab.agent.probe.Checks;
import dev.trimtab.agent.probe.Prober;
import dev.trimtab.agent.probe.Sight;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.port.VantageLink;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
    private static final VantageId FRA = new VantageId("fra");

    private final MemoryLink link = new MemoryLink();
    private volatile Outcome seen = new Outcome.Pass();

    @Test
    void the_full_view_is_reported_with_growing_sequence_and_a_change_is_told() {
        try (Agent agent = new Agent(FRA, link, new Saying(), Instant.now())) {
            agent.start();
            link.assign(assignment("one", Checks.http(80)));
            await().atMost(Duration.ofSeconds(30)).until(() -> link.last() instanceof Outcome.Pass);
            seen = new Outcome.Fail(FailureClass.STATUS);
            await().atMost(Duration.ofSeconds(30)).until(() -> link.last() instanceof Outcome.Fail);
            await().atMost(Duration.ofSeconds(30)).until(() -> !link.suspicions.isEmpty());
            assertThat(link.suspicions)
                    .containsOnly(new Suspicion(FRA, Checks.id("a").target()));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> link.reports
                                    .getLast()
                                    .observations()
                                    .getFirst()
                                    .tally()
                                    .failedLooks()
                            >= 2);
            List<Report> reports = List.copyOf(link.reports);
            for (int i = 1; i < reports.size(); i++) {
                assertThat(reports.get(i).newerThan(reports.get(i - 1))).isTrue();
            }
        }
    }

    @Test
    void however_much_changes_reports_come_at_most_ten_a_second_and_one() {
        Check one = Checks.http(80);
        Check[] many = IntStream.range(0, 1000)
                .mapToObj(i -> new Check(
                        Checks.id("c" + i), one.answer(), one.probeAt(), one.request(), one.assertions(), one.detect()))
                .toArray(Check[]::new);
        try (Agent agent = new Agent(FRA, link, new Wavering(), Instant.now())) {
            agent.start();
            link.assign(assignment("many", many));
            await().atMost(Duration.ofSeconds(30)).until(() -> !link.reports.isEmpty());
            int before = link.reports.size();
            long began = System.nanoTime();
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> link.reports.size() >= before + 100);

            // A slow machine sends fewer: only too many at once can make this fail.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void a_change_is_shown_and_so_is_what_somebody_asks_for() {
        try (Agent agent = new Agent(FRA, link, new Saying(), Instant.now())) {
            agent.start();
            link.assign(assignment("one", Checks.http(80)));
            await().atMost(Duration.ofSeconds(30)).until(() -> link.last() instanceof Outcome.Pass);
            assertThat(link.shown).as("a first look that passed").isEmpty();
            link.requests.forEach(
                    listener -> listener.accept(new LookRequest(Checks.id("a").target())));
            await().atMost(Duration.ofSeconds(30)).until(() -> link.shown.size() == 1);
            assertThat(link.shown.getFirst().look().outcome()).isEqualTo(new Outcome.Pass());
            seen = new Outcome.Fail(FailureClass.STATUS);
            await().atMost(Duration.ofSeconds(30)).until(() -> link.shown.size() >= 3);
            assertThat(link.shown.get(1).look().outcome()).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
            assertThat(link.shown.get(2).before())
                    .hasValueSatisfying(words -> assertThat(words).startsWith("status: "));
        }
    }

    @Test
    void what_a_vendor_says_makes_nobody_suspicious() {
        try (Agent agent = new Agent(FRA, link, new Saying(), Instant.now())) {
            agent.start();
            seen = new Outcome.Fail(FailureClass.CONTENT);
            link.assign(assignment("one", Checks.as(ProbeKind.VENDOR_STATUS, Checks.http(80))));
            await().atMost(Duration.ofSeconds(30)).until(() -> link.last() instanceof Outcome.Fail);
            await().atMost(Duration.ofSeconds(30)).until(() -> !link.shown.isEmpty());
            assertThat(link.suspicions).isEmpty();
        }
    }

    @Test
    void a_new_assignment_keeps_the_tallies_of_checks_that_stayed() {
        CurrentView view = new CurrentView(FRA, 1);
        Check kept = Checks.http(80);
        Check changed = Checks.http(81);
        view.assign(assignment("one", kept));
        assertThat(view.add(kept, pass(kept), Instant.EPOCH)).isPresent();
        view.assign(assignment("two", kept));
        assertThat(view.report(Instant.EPOCH).observations()).hasSize(1);
        view.assign(assignment("three", changed));
        assertThat(view.report(Instant.EPOCH).observations()).isEmpty();
        assertThat(view.add(kept, pass(kept), Instant.EPOCH)).isEmpty();
    }

    @Test
    void wrong_settings_are_all_named_at_once(@TempDir Path dir) throws Exception {
        AgentSettings.Reading reading = AgentSettings.read(Map.of(
                "TRIMTAB_CLUSTER", "nowhere", "TRIMTAB_KEY", dir + "/none", "TRIMTAB_ALLOW_RANGES", "127.0.0.0/99"));
        assertThat(reading)
                .isInstanceOfSatisfying(
                        AgentSettings.Reading.Bad.class,
                        bad -> assertThat(bad.problems())
                                .hasSize(5)
                                .anyMatch(problem -> problem.contains("TRIMTAB_VANTAGE"))
                                .anyMatch(problem -> problem.contains("nowhere")));
    }

    @Test
    void generated_keys_are_private_and_readable_again(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("agent.key");
        Keys.generate(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        AgentSettings.Reading reading = AgentSettings.read(Map.of(
                "TRIMTAB_VANTAGE",
                "fra",
                "TRIMTAB_CLUSTER",
                "127.0.0.1:5701,[::1]:5701",
                "TRIMTAB_KEY",
                file.toString(),
                "TRIMTAB_CONTROLLER_KEY",
                file + ".pub"));
        assertThat(reading).isInstanceOf(AgentSettings.Reading.Good.class);
    }

    private static Look pass(Check check) {
        return new Look(check.id(), Look.Turn.INTERVAL, new Outcome.Pass(), Phases.NONE, "");
    }

    private static Assignment assignment(String digest, Check... checks) {
        return new Assignment(digest, FRA, 0, 1, List.of(checks));
    }

    /** Sees what the test says. */
    private final class Saying implements Prober {
        @Override
        public CompletableFuture<Sight> look(Check check, Look.Turn turn) {
            return CompletableFuture.completedFuture(Checks.sight(new Look(check.id(), turn, seen, Phases.NONE, "")));
        }

        @Override
        public void close() {}
    }

    /** Sees something else each time. */
    private static final class Wavering implements Prober {
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public CompletableFuture<Sight> look(Check check, Look.Turn turn) {
            FailureClass[] classes = FailureClass.values();
            Outcome outcome = new Outcome.Fail(classes[looks.incrementAndGet() % classes.length]);
            return CompletableFuture.completedFuture(
                    Checks.sight(new Look(check.id(), turn, outcome, Phases.NONE, "")));
        }

        @Override
        public void close() {}
    }

    /** A link that remembers. */
    private static final class MemoryLink implements VantageLink {
        final List<Report> reports = new CopyOnWriteArrayList<>();
        final List<Suspicion> suspicions = new CopyOnWriteArrayList<>();
        final List<Consumer<Assignment>> listeners = new CopyOnWriteArrayList<>();
        final List<LookEvidence> shown = new CopyOnWriteArrayList<>();
        final List<Consumer<LookRequest>> requests = new CopyOnWriteArrayList<>();

        void assign(Assignment assignment) {
            listeners.forEach(listener -> listener.accept(assignment));
        }

        Object last() {
            return reports.isEmpty() || reports.getLast().observations().isEmpty()
                    ? "nothing yet"
                    : reports.getLast().observations().getFirst().tally().last();
        }

        @Override
        public boolean report(Report report) {
            return reports.add(report);
        }

        @Override
        public void onAssignment(Consumer<Assignment> listener) {
            listeners.add(listener);
        }

        @Override
        public void suspect(Suspicion suspicion) {
            suspicions.add(suspicion);
        }

        @Override
        public void onSuspicion(Consumer<Suspicion> listener) {}

        @Override
        public void show(LookEvidence evidence) {
            shown.add(evidence);
        }

        @Override
        public void onLookRequest(Consumer<LookRequest> listener) {
            requests.add(listener);
        }

        @Override
        public void close() {}
    }
}
