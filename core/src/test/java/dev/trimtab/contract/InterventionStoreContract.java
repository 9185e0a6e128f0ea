package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Intervention.Claim;
import dev.trimtab.core.port.InterventionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the loop and the API may expect of any store of interventions. */
public abstract class InterventionStoreContract {
    protected static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    protected static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    /** The store under test, whose clock says {@link #NOW}. */
    protected abstract InterventionStore store();

    /** A controller that starts anew on what was stored, at this time. */
    protected abstract InterventionStore reopenedAt(Instant now);

    /** A drain of one CDN for an hour. */
    public static Intervention.Drain drain(String id, Instant since) {
        return new Intervention.Drain(
                id,
                new CdnId("a"),
                new TreeSet<>(List.of(WWW)),
                new TreeSet<>(List.of(RegionId.DEFAULT)),
                claim(since, since.plus(Duration.ofHours(1))));
    }

    private static Claim claim(Instant since, Instant until) {
        return new Claim("ops", "it \"fails\" — ünïcode", since, until, new TreeSet<>(List.of("changes-per-hour")));
    }

    @Test
    void every_kind_is_there_after_a_restart_to_the_letter() {
        Claim claim = claim(NOW, NOW.plusSeconds(60));
        List<Intervention> all = List.of(
                drain("drain-1", NOW.plusNanos(5_000_000)),
                new Intervention.Drain("drain-2", new CdnId("b"), new TreeSet<>(), new TreeSet<>(), claim),
                new Intervention.Pin(
                        "pin-1",
                        WWW,
                        Optional.of(RegionId.DEFAULT),
                        new Shares(new TreeMap<>(Map.of(new CdnId("a"), 4_000, new CdnId("b"), 6_000))),
                        claim),
                new Intervention.Freeze("freeze-1", Optional.empty(), Intervention.Freeze.Scope.RETURNS, claim),
                new Intervention.Freeze("freeze-2", Optional.of(WWW), Intervention.Freeze.Scope.EVERYTHING, claim));
        all.forEach(store()::put);
        assertThat(store().all()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(reopenedAt(NOW).all()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void one_that_ends_has_ended_for_everybody_and_ends_once() {
        store().put(drain("drain-1", NOW.minusSeconds(60)));
        Optional<Intervention> ended = store().end("drain-1", NOW);
        assertThat(ended.map(one -> one.claim().until())).contains(NOW);
        assertThat(store().end("drain-1", NOW)).isEmpty();
        assertThat(store().end("drain-2", NOW)).isEmpty();
        assertThat(store().all()).containsExactly(ended.orElseThrow());
        assertThat(reopenedAt(NOW).all()).containsExactly(ended.orElseThrow());
    }

    @Test
    void one_of_the_same_id_changes_nothing_so_that_a_repeated_put_cannot_undo_an_end() {
        store().put(drain("drain-1", NOW.minusSeconds(60)));
        store().end("drain-1", NOW);
        store().put(drain("drain-1", NOW.minusSeconds(60)));
        assertThat(store().all()).singleElement().matches(one -> !one.activeAt(NOW));
    }

    @Test
    void one_that_a_controller_with_another_clock_took_is_in_force_at_once_and_its_end_ends_it_at_once() {
        Instant ahead = NOW.plus(Duration.ofMinutes(3));
        Intervention taken = drain("drain-1", ahead);
        store().put(taken);
        assertThat(taken.activeAt(NOW)).isTrue();

        store().end("drain-1", ahead);

        assertThat(store().all()).isNotEmpty().noneMatch(known -> known.activeAt(NOW));
    }

    @Test
    void those_that_ended_are_shown_for_a_day() {
        Intervention.Drain drain = drain("drain-1", NOW);
        store().put(drain);
        Instant end = drain.claim().until();
        assertThat(reopenedAt(end.plus(Duration.ofHours(23))).all()).containsExactly(drain);
        assertThat(reopenedAt(end.plus(Duration.ofHours(25))).all()).isEmpty();
    }

    @Test
    void what_was_given_out_does_not_change() {
        store().put(drain("drain-1", NOW.minusSeconds(60)));
        List<Intervention> given = store().all();
        store().end("drain-1", NOW);
        store().put(drain("drain-2", NOW));
        assertThat(given).containsExactly(drain("drain-1", NOW.minusSeconds(60)));
    }

    @Test
    void an_urgent_drain_is_as_durable_as_any_while_the_store_is_there() {
        Intervention.Drain drain = drain("drain-1", NOW);
        assertThat(store().putUrgently(drain)).isEqualTo(InterventionStore.Durability.STORE);
        assertThat(store().durability("drain-1")).isEqualTo(InterventionStore.Durability.STORE);
        assertThat(reopenedAt(NOW).all()).containsExactly(drain);
    }
}
