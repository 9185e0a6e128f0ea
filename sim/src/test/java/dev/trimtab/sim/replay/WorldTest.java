package dev.trimtab.sim.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorldTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void a_look_is_drawn_as_the_format_says() {
        World world = world("- {t: [10m, 20m], where: {target: A, probe: http_app}, fail: .5,"
                + " as: {http_500: .4, timeout: .6}, ev: invented}");
        int failed = 0;
        for (int agent = 0; agent < Agents.PER_REGION; agent++) {
            for (int further = 0; further < 3; further++) {
                double u = fraction("7|0|A|eu|http_app|12|" + agent + (further == 0 ? "" : "|" + further));
                Optional<String> expected =
                        u >= .5 ? Optional.empty() : Optional.of(u / .5 < .4 ? "http_500" : "timeout");
                failed += expected.isPresent() ? 1 : 0;

                assertThat(look(world, 12, "eu", agent, "A", "http_app", further))
                        .isEqualTo(expected);
            }
        }
        assertThat(failed).isBetween(1, 17);
    }

    @Test
    void the_baseline_is_event_minus_one() {
        Script script = Scripts.read(Scripts.SMALL.replace("fail: 0, rtt", "fail: .5, rtt"));
        World world = new World(script, Set.of());

        for (int agent = 0; agent < Agents.PER_REGION; agent++) {
            assertThat(look(world, 3, "af", agent, "B", "tcp", 0).isPresent())
                    .isEqualTo(fraction("7|-1|B|af|tcp|3|" + agent) < .5);
        }
    }

    @Test
    void points_of_presence_are_fixed_and_a_growing_part_only_adds() {
        World world = world("- {t: [0m, 20m], where: {target: A}, fail: 0, ramp: 1, unit: pop, ev: invented}");
        for (int agent = 0; agent < Agents.PER_REGION; agent++) {
            int pop = (int) (20 * fraction("7|A|eu|" + agent));
            List<Integer> order = new ArrayList<>();
            for (int number = 0; number < 20; number++) {
                order.add(number);
            }
            order.sort(Comparator.comparingDouble(number -> fraction("7|A|eu|pop|" + number)));
            for (int minute = 0; minute < 20; minute++) {
                assertThat(look(world, minute, "eu", agent, "A", "http_app", 0).isPresent())
                        .as("agent %s in PoP %s at minute %s", agent, pop, minute)
                        .isEqualTo(order.indexOf(pop) < minute);
            }
        }
        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(10))).isEqualTo(.5);
    }

    @Test
    void a_later_line_overrides_what_it_names_and_nothing_else() {
        World world = world("""
                - {t: [0m, 60m], where: {target: A, probe: [rum, http_app]}, fail: .8, rtt: 3, ev: invented}
                - {t: [10m, 20m], where: {target: A, region: eu, probe: rum}, fail: .1, ev: invented}
                - {t: [12m, 13m], where: {target: A}, rtt: 5, ev: invented}
                """);

        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(9))).isEqualTo(.8);
        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(10))).isEqualTo(.1);
        assertThat(world.userFail("A", "af", MINUTE.multipliedBy(10))).isEqualTo(.8);
        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(20))).isEqualTo(.8);
        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(60))).isZero();
        assertThat(world.highestRtt("A", MINUTE.multipliedBy(11))).isEqualTo(3);
        assertThat(world.highestRtt("A", MINUTE.multipliedBy(12))).isEqualTo(5);
    }

    @Test
    void a_wave_is_at_baseline_in_its_good_periods() {
        World world = world("- {t: [10m, 60m], where: {target: A, probe: rum}, fail: .6,"
                + " wave: {period: 5m, seq: BgB}, ev: invented}");

        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(14))).isEqualTo(.6);
        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(15))).isZero();
        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(20))).isEqualTo(.6);
        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(25))).isEqualTo(.6);
        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(30))).isZero();
    }

    @Test
    void a_group_that_is_slow_is_so_alone() {
        World world = world("- {t: [0m, 60m], where: {target: A}, agents: g, rtt: 4, ev: invented}");

        assertThat(seen(world, 5, 1).orElseThrow().rtt()).isEqualTo(4);
        assertThat(seen(world, 5, 2).orElseThrow().rtt()).isEqualTo(1);
        assertThat(world.highestRtt("A", MINUTE)).isEqualTo(1);
    }

    @Test
    void a_silence_has_its_chance_and_its_wave() {
        World world = world("""
                - {t: [0m, 20m], where: {target: A, probe: http_app}, state: nodata, fail: .5, ev: invented}
                - {t: [20m, 40m], where: {target: A, probe: http_app}, state: nodata, wave: {period: 5m, seq: Bg}, ev: invented}
                """);

        for (int agent = 0; agent < Agents.PER_REGION; agent++) {
            assertThat(seen(world, 3, agent).isEmpty()).isEqualTo(fraction("7|0|A|eu|http_app|3|" + agent) < .5);
            assertThat(seen(world, 21, agent)).isEmpty();
            assertThat(seen(world, 26, agent)).isPresent();
        }
    }

    @Test
    void what_has_no_target_is_struck_by_a_line_that_names_one() {
        World world = world("- {t: [0m, 5m], where: {target: A, probe: dns_api}, state: error, ev: invented}");

        assertThat(world.tick(1).stating().word("dns_api")).contains("error");
        assertThat(world.tick(6).stating().word("dns_api")).isEmpty();
    }

    @Test
    void an_inject_between_two_rounds_acts_before_the_second() {
        World world = world("- {t: [90s, 90s], inject: {operator: drain, target: A, ttl: 1h}, ev: invented}");

        assertThat(world.tick(1).injects()).isEmpty();
        assertThat(world.tick(2).injects()).hasSize(1);
        assertThat(world.tick(3).injects()).isEmpty();
    }

    @Test
    void an_origin_carries_no_more_than_the_world_lets_it_and_a_static_page_asks_nobody() {
        Script script = Scripts.read(Scripts.SMALL
                .replace("origin_cap: .20", "origin_cap: .10")
                .replace("weight: 0, cap: .20}", "weight: 0}\n    S: {role: static, weight: 0, cap: 1}"));
        World world = new World(script, Set.of());

        assertThat(world.cap("O", MINUTE)).isEqualTo(.10);
        assertThat(world.hit("S")).isEqualTo(1);
    }

    @Test
    void a_ramp_is_linear() {
        World world = world("- {t: [10m, 30m], where: {target: A, probe: rum}, fail: .2, ramp: .6, ev: invented}");

        assertThat(world.userFail("A", "eu", MINUTE.multipliedBy(15))).isCloseTo(.3, within(1e-9));
    }

    @Test
    void what_strikes_a_group_of_agents_strikes_neither_others_nor_users() {
        World world = world("""
                - {t: [0m, 60m], where: {target: A, probe: [http_app, rum]}, fail: 1, ev: invented}
                - {t: [0m, 60m], where: {target: B, probe: [http_app, rum]}, fail: 1, agents: g, ev: invented}
                """);

        assertThat(look(world, 5, "eu", 1, "B", "http_app", 0)).isPresent();
        assertThat(look(world, 5, "eu", 2, "B", "http_app", 0)).isEmpty();
        assertThat(look(world, 5, "eu", 2, "A", "http_app", 0)).isPresent();
        assertThat(world.userFail("B", "eu", MINUTE)).isZero();
        assertThat(world.userFail("A", "eu", MINUTE)).isEqualTo(1);
    }

    @Test
    void a_line_of_a_group_leaves_the_others_what_they_had() {
        World world = world("""
                - {t: [0m, 60m], where: {target: A, probe: [http_app, rum]}, fail: 1, ev: invented}
                - {t: [0m, 60m], where: {target: A, probe: [http_app, rum]}, fail: 0, agents: g, ev: invented}
                """);

        assertThat(look(world, 5, "eu", 0, "A", "http_app", 0)).isEmpty();
        assertThat(look(world, 5, "eu", 5, "A", "http_app", 0)).isPresent();
        assertThat(world.userFail("A", "eu", MINUTE)).isEqualTo(1);
    }

    @Test
    void users_of_an_origin_fail_as_its_direct_probe_does_unless_a_line_names_them() {
        World world = world("""
                - {t: [0m, 60m], where: {target: O, probe: origin_direct}, fail: .7, ev: invented}
                - {t: [30m, 60m], where: {target: O, probe: rum}, fail: .2, ev: invented}
                """);

        assertThat(world.userFail("O", "eu", MINUTE)).isEqualTo(.7);
        assertThat(world.userFail("O", "eu", MINUTE.multipliedBy(31))).isEqualTo(.2);
    }

    @Test
    void a_policy_that_is_blind_sees_nothing() {
        World world = new World(Scripts.small("- {t: [0m, 60m], fail: 1, ev: invented}"), Set.of("tcp"));
        Agents.Agent agent = world.agents().get(0);

        assertThat(world.tick(3).looking().look(agent, "A", "tcp", 0)).isEmpty();
        assertThat(world.tick(3).looking().look(agent, "A", "tls", 0)).isPresent();
    }

    @Test
    void a_cache_cools_in_a_step_after_half_an_hour_and_warms_in_ten_minutes_steps() {
        World world = world("- {t: [0m, 0m], note: calm}");
        SortedMap<String, Double> without = new TreeMap<>();
        without.put("A", 0.5);
        without.put("B", 99.5);
        for (int minute = 0; minute < 29; minute++) {
            world.live(without, MINUTE.multipliedBy(minute));
        }
        assertThat(world.hit("A")).isEqualTo(.90);
        world.live(without, MINUTE.multipliedBy(29));
        assertThat(world.hit("A")).isEqualTo(.50);

        SortedMap<String, Double> with = new TreeMap<>();
        with.put("A", 1.0);
        for (int minute = 30; minute < 40; minute++) {
            world.live(with, MINUTE.multipliedBy(minute));
        }
        assertThat(world.hit("A")).isCloseTo(.90 - .40 * Math.exp(-1), within(1e-9));
    }

    @Test
    void an_unused_target_starts_cold() {
        Script script =
                Scripts.read(Scripts.SMALL.replace("weight: 80", "weight: 100").replace("weight: 20", "weight: 0"));

        assertThat(new World(script, Set.of()).hit("B")).isEqualTo(.40);
        assertThat(new World(script, Set.of()).hit("A")).isEqualTo(.90);
    }

    @Test
    void users_follow_a_change_by_their_lag_and_load_follows_users() {
        Script script = Scripts.small("- {t: [0m, 0m], note: calm}");
        List<SortedMap<String, SortedMap<String, Double>>> published = new ArrayList<>();
        published.add(split(80, 20, 0));
        published.add(split(0, 100, 0));
        double[] partOfB = {.2, .2 + .5 * .8, 1.0};
        for (int later = 0; later < 3; later++) {
            World world = new World(script, Set.of());
            Users users = new Users(script, world, following(script, published), MINUTE.multipliedBy(1 + later));

            assertThat(users.loads().get("B")).as("minute %s", later).isCloseTo(partOfB[later], within(1e-9));
            double misses = (1 - partOfB[later]) * .1 + partOfB[later] * .2;
            assertThat(users.loads().get("O")).isCloseTo(misses, within(1e-9));
            published.add(split(0, 100, 0));
        }
    }

    @Test
    void what_is_over_the_cap_fails() {
        Script script = Scripts.small("- {t: [0m, 0m], note: calm}");
        List<SortedMap<String, SortedMap<String, Double>>> published = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            published.add(split(0, 100, 0));
        }
        Users users =
                new Users(script, new World(script, Set.of()), following(script, published), MINUTE.multipliedBy(8));
        assertThat(users.error()).as("B carries 0.6 of 1, O its misses").isCloseTo(.4, within(1e-9));

        published.clear();
        for (int i = 0; i < 9; i++) {
            published.add(split(50, 0, 50));
        }
        Users origin =
                new Users(script, new World(script, Set.of()), following(script, published), MINUTE.multipliedBy(8));
        double excess = 1 - .20 / .55;
        assertThat(origin.error()).isCloseTo(.5 * excess + .5 * excess * .1, within(1e-9));
    }

    private static double[][] following(Script script, List<SortedMap<String, SortedMap<String, Double>>> published) {
        Following following = new Following(script);
        published.forEach(following::publish);
        return following.exposure();
    }

    private static SortedMap<String, SortedMap<String, Double>> split(double a, double b, double o) {
        TreeMap<String, SortedMap<String, Double>> split = new TreeMap<>();
        for (String region : List.of("eu", "af")) {
            TreeMap<String, Double> shares = new TreeMap<>();
            shares.put("A", a);
            shares.put("B", b);
            shares.put("O", o);
            split.put(region, shares);
        }
        return split;
    }

    private static World world(String events) {
        return new World(Scripts.small(events), Set.of());
    }

    private static Optional<String> look(
            World world, int tick, String region, int agent, String target, String probe, int further) {
        return world.tick(tick)
                .looking()
                .look(agent(world, region, agent), target, probe, further)
                .orElseThrow()
                .failure();
    }

    private static Optional<Tick.Seen> seen(World world, int tick, int agent) {
        return world.tick(tick).looking().look(agent(world, "eu", agent), "A", "http_app", 0);
    }

    private static Agents.Agent agent(World world, String region, int number) {
        return world.agents().stream()
                .filter(one -> one.region().equals(region) && one.number() == number)
                .findFirst()
                .orElseThrow();
    }

    /** By other means than the code under test: an unsigned integer of eight bytes over 2^64. */
    private static double fraction(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            BigInteger number = new BigInteger(1, Arrays.copyOf(hash, 8));
            return new BigDecimal(number)
                    .divide(new BigDecimal(BigInteger.TWO.pow(64)), MathContext.DECIMAL128)
                    .doubleValue();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
