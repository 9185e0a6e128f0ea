package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.controller.http.Rounds;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.store.StoreAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process variables choose, and what they get wrong. */
class LeadershipChoiceTest {
    @TempDir
    Path folder;

    private static LeadershipChoice good(Map<String, String> variables) {
        List<String> problems = new ArrayList<>();
        LeadershipChoice choice = LeadershipChoice.read(variables, problems);
        assertThat(problems).isEmpty();
        return choice;
    }

    private static List<String> problems(Map<String, String> variables) {
        List<String> problems = new ArrayList<>();
        LeadershipChoice.read(variables, problems);
        return problems;
    }

    @Test
    void by_default_one_controller_leads_by_a_lock_of_its_own() throws IOException {
        LeadershipChoice choice = good(Map.of("HOSTNAME", "ctl.example"));
        assertThat(choice.place()).isEqualTo(LeadershipChoice.Place.LOCAL);
        assertThat(choice.lease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(choice.identity()).startsWith("ctl.example-");
        try (Leadership leadership = begin(choice)) {
            assertThat(leadership.lease().orElseThrow().fence()).isEqualTo(1);
            assertThat(leadership.seen().leader()).contains(choice.identity());
            assertThatThrownBy(() -> begin(choice)).hasMessageContaining("another controller");
        }
    }

    private Leadership begin(LeadershipChoice choice) throws IOException {
        Spec spec = Rounds.allIsWell().spec();
        return choice.begin(folder, spec, "0123456789abcdef", new StoreAddress.Embedded(folder.resolve("trimtab.db")));
    }

    @Test
    void a_write_with_its_margin_fits_into_half_a_lease() {
        assertThat(good(Map.of()).writeTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(good(Map.of("TRIMTAB_LEASE", "5")).writeTimeout()).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void beside_others_a_lock_or_a_store_of_its_own_is_refused() {
        List<InetSocketAddress> others = List.of(InetSocketAddress.createUnresolved("ctl-2", 5701));
        StoreAddress file = new StoreAddress.Embedded(folder.resolve("trimtab.db"));
        StoreAddress shared = new StoreAddress.Postgres("db", 5432, "trimtab", "trimtab", folder.resolve("password"));
        LeadershipChoice local = good(Map.of());
        LeadershipChoice kubernetes = good(Map.of("TRIMTAB_LEADERSHIP", "kubernetes"));
        LeadershipChoice zone = good(Map.of("TRIMTAB_LEADERSHIP", "zone", "TRIMTAB_LEADERSHIP_ZONE", "bind"));

        assertThat(local.alone(others, file))
                .satisfiesExactly(
                        lock -> assertThat(lock).contains("set TRIMTAB_LEADERSHIP to postgresql, kubernetes or zone"),
                        store -> assertThat(store).contains("TRIMTAB_STORE=postgresql://host:port/database"));
        assertThat(local.alone(others, shared)).singleElement().asString().contains("TRIMTAB_LEADERSHIP is local");
        assertThat(kubernetes.alone(others, file)).singleElement().asString().contains("TRIMTAB_STORE is file");
        assertThat(kubernetes.alone(others, shared)).isEmpty();
        assertThat(local.alone(List.of(), file)).isEmpty();

        // Sites that share nothing but their zone share no store either: that is told, and theirs to live with.
        assertThat(zone.alone(others, file)).isEmpty();
        assertThat(zone.apart(file).orElseThrow()).contains("drains");
        assertThat(zone.apart(shared)).isEmpty();
        assertThat(local.apart(file)).isEmpty();
    }

    @Test
    void every_problem_is_told_with_what_would_be_right() {
        assertThat(problems(Map.of("TRIMTAB_LEADERSHIP", "raft", "TRIMTAB_LEASE", "4", "TRIMTAB_IDENTITY", "a b")))
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("local, postgresql, kubernetes, zone", "raft"),
                        problem -> assertThat(problem).contains("from 5 to 60", "4"),
                        problem -> assertThat(problem).contains("TRIMTAB_IDENTITY", "a b"));
        assertThat(problems(Map.of("TRIMTAB_LEADERSHIP", "zone")))
                .singleElement()
                .asString()
                .contains("TRIMTAB_LEADERSHIP_ZONE is not set");
        assertThat(problems(Map.of("TRIMTAB_LEADERSHIP", "postgresql")))
                .singleElement()
                .asString()
                .contains("TRIMTAB_STORE=postgresql://host:port/database");
        assertThat(problems(Map.of("TRIMTAB_LEASE", "soon"))).hasSize(1);
    }

    @Test
    void a_zone_that_cannot_hold_a_lease_is_refused_by_name() {
        LeadershipChoice unknown = good(Map.of("TRIMTAB_LEADERSHIP", "zone", "TRIMTAB_LEADERSHIP_ZONE", "nowhere"));
        assertThatThrownBy(() -> begin(unknown)).hasMessageContaining("nowhere").hasMessageContaining("rfc2136");
    }

    @Test
    void outside_a_pod_leadership_by_kubernetes_says_what_it_needs() {
        LeadershipChoice choice = good(Map.of("TRIMTAB_LEADERSHIP", "kubernetes"));
        assertThatThrownBy(() -> begin(choice)).hasMessageContaining("KUBERNETES_SERVICE_HOST");
    }
}
