package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.port.PlanStore.Memory;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the loop may expect of any store of plans. */
public abstract class PlanStoreContract {
    protected static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    protected static final SteeredName API = SteeredName.of("api.steer.example.com");
    protected static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    /** The store under test, the same one at each call. */
    protected abstract PlanStore store();

    /** A controller that starts anew on what was stored. */
    protected abstract PlanStore reopened();

    /** A plan that gives all of everything to one CDN, with every kind of place. */
    public static Memory memory(SteeredName name, long fence, long sequence, String cdn) {
        return memory(name, fence, sequence, cdn, NOW);
    }

    private static Memory memory(SteeredName name, long fence, long sequence, String cdn, Instant cleanSince) {
        TreeMap<RegionId, Shares> shares = new TreeMap<>(Map.of(RegionId.DEFAULT, new Shares(all(cdn))));
        TreeMap<RegionId, List<String>> reasons =
                new TreeMap<>(Map.of(RegionId.DEFAULT, List.of("\"quoted\", with ünïcode and 50 % (R11)")));
        Publication publication = new Publication(
                new Plan(name, shares, reasons),
                new Generation(fence, sequence),
                Move.ESCAPE,
                NOW.plusNanos(123_456_000));
        Standing.Relapses relapses = new Standing.Relapses(1.5, NOW, NOW.minusSeconds(5));
        TreeMap<Places.Key, Place> places = new TreeMap<>();
        List<Standing> standings = List.of(
                new Standing.In(),
                new Standing.Out(NOW, Duration.ofMinutes(20), Optional.of(cleanSince)),
                new Standing.Out(NOW, Duration.ofMinutes(40), Optional.empty()),
                new Standing.Eased(4_000, NOW, Duration.ofMinutes(20), Optional.empty()),
                new Standing.Returning(100, NOW, NOW.minusSeconds(60)),
                new Standing.Drained("drain-1"));
        for (int i = 0; i < standings.size(); i++) {
            places.put(new Places.Key(RegionId.DEFAULT, new CdnId("cdn" + i)), new Place(standings.get(i), relapses));
        }
        return new Memory(Optional.of(publication), new Places(places), List.of(NOW.minusSeconds(60), NOW));
    }

    private static SortedMap<CdnId, Integer> all(String cdn) {
        return new TreeMap<>(Map.of(new CdnId(cdn), Shares.WHOLE));
    }

    protected static SortedMap<SteeredName, Memory> one(SteeredName name, Memory memory) {
        return new TreeMap<>(Map.of(name, memory));
    }

    @Test
    void what_was_stored_is_there_after_a_restart_to_the_letter() {
        Memory www = memory(WWW, 3, 1, "a");
        Memory api = memory(API, 3, 2, "b");
        assertThat(store().putAll(3, new TreeMap<>(Map.of(WWW, www, API, api)))).isEmpty();
        assertThat(store().all()).isEqualTo(Map.of(WWW, www, API, api));
        assertThat(reopened().all()).isEqualTo(Map.of(WWW, www, API, api));
        assertThat(reopened().highestFence()).isEqualTo(3);
    }

    @Test
    void a_name_without_a_plan_is_remembered_too() {
        Memory bare = new Memory(Optional.empty(), Places.NONE, List.of(NOW));
        store().putAll(1, one(WWW, bare));
        assertThat(reopened().all()).isEqualTo(Map.of(WWW, bare));
    }

    @Test
    void the_same_object_until_something_else_is_stored_and_another_one_then() {
        store().putAll(1, one(WWW, memory(WWW, 1, 1, "a")));
        SortedMap<SteeredName, Memory> given = store().all();
        assertThat(store().all()).isSameAs(given);
        store().putAll(1, new TreeMap<>(Map.of(WWW, memory(WWW, 1, 2, "b"), API, memory(API, 1, 1, "a"))));
        assertThat(store().all()).isNotSameAs(given).hasSize(2);
        assertThat(given).isEqualTo(Map.of(WWW, memory(WWW, 1, 1, "a")));
        SortedMap<SteeredName, Memory> before = store().all();
        assertThat(store().remove(1, API)).isTrue();
        assertThat(before).containsKey(API);
        assertThat(store().all()).isNotSameAs(before).containsOnlyKeys(WWW);
        assertThat(reopened().all()).containsOnlyKeys(WWW);
    }

    @Test
    void an_older_plan_never_goes_over_a_newer_one_and_the_others_of_the_round_are_stored() {
        store().putAll(5, one(WWW, memory(WWW, 5, 2, "new")));
        assertThat(store().putAll(5, new TreeMap<>(Map.of(WWW, memory(WWW, 5, 1, "old"), API, memory(API, 5, 1, "a")))))
                .containsExactly(WWW);
        assertThat(store().putAll(5, one(WWW, memory(WWW, 4, 9, "old")))).containsExactly(WWW);
        assertThat(reopened().all()).isEqualTo(Map.of(WWW, memory(WWW, 5, 2, "new"), API, memory(API, 5, 1, "a")));
    }

    @Test
    void generations_are_ordered_as_pairs() {
        store().putAll(2, one(WWW, memory(WWW, 2, 10, "a")));
        assertThat(store().putAll(10, one(WWW, memory(WWW, 10, 1, "b")))).isEmpty();
        assertThat(store().putAll(10, one(WWW, memory(WWW, 9, 99, "c")))).containsExactly(WWW);
        assertThat(store().all()).isEqualTo(Map.of(WWW, memory(WWW, 10, 1, "b")));
    }

    @Test
    void another_plan_of_the_same_generation_is_refused_and_other_places_of_the_same_plan_are_stored() {
        store().putAll(5, one(WWW, memory(WWW, 5, 2, "a")));
        assertThat(store().putAll(5, one(WWW, memory(WWW, 5, 2, "b")))).containsExactly(WWW);
        Memory stepped = memory(WWW, 5, 2, "a", NOW.plusSeconds(1));
        assertThat(store().putAll(5, one(WWW, stepped))).isEmpty();
        assertThat(reopened().all()).isEqualTo(Map.of(WWW, stepped));
    }

    @Test
    void nothing_of_a_leader_whose_successor_has_written() {
        store().putAll(5, one(WWW, memory(WWW, 5, 1, "a")));
        store().putAll(6, one(API, memory(API, 6, 1, "a")));
        Memory stepped = memory(WWW, 5, 1, "a", NOW.plusSeconds(1));
        assertThat(store().putAll(5, one(WWW, stepped))).containsExactly(WWW);
        assertThat(store().putAll(5, one(WWW, memory(WWW, 5, 2, "b")))).containsExactly(WWW);
        assertThat(store().remove(5, API)).isFalse();
        assertThat(reopened().all()).isEqualTo(Map.of(WWW, memory(WWW, 5, 1, "a"), API, memory(API, 6, 1, "a")));
        assertThat(store().highestFence()).isEqualTo(6);
    }

    @Test
    void a_plan_is_not_replaced_by_none() {
        store().putAll(5, one(WWW, memory(WWW, 5, 1, "a")));
        assertThat(store().putAll(6, one(WWW, Memory.NONE))).containsExactly(WWW);
        assertThat(reopened().all()).isEqualTo(Map.of(WWW, memory(WWW, 5, 1, "a")));
    }
}
