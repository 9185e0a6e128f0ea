package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.event.AuditLink;
import dev.trimtab.core.port.AuditTrail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What may be expected of any audit trail. */
public abstract class AuditTrailContract {
    protected static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    /** The trail of the named controller; controllers share one store. */
    protected abstract AuditTrail trail(String controller);

    protected static AuditEntry entry(String id) {
        return new AuditEntry(
                id, NOW.plusMillis(id.hashCode() & 0xff), "ops", "drain.start", "drain-1", "because: \"ü\"");
    }

    @Test
    void entries_follow_one_another_in_a_chain_a_controller() {
        trail("a").append(entry("1"));
        trail("a").append(entry("2"));
        trail("b").append(entry("3"));
        assertThat(trail("b").chains()).containsOnlyKeys("a", "b");
        assertThat(trail("a").chains().get("a")).extracting(AuditLink::entry).containsExactly(entry("1"), entry("2"));
        assertThat(AuditLink.flaws(trail("a").chains())).isEmpty();
    }

    @Test
    void the_same_entry_twice_is_one() {
        trail("a").append(entry("1"));
        trail("a").append(entry("1"));
        assertThat(trail("a").chains().get("a")).hasSize(1);
    }

    @Test
    void a_new_leader_ties_all_chains_together() {
        trail("a").append(entry("1"));
        trail("b").append(entry("2"));
        trail("b").anchor(7, NOW);
        AuditLink anchor = trail("b").chains().get("b").get(1);
        assertThat(anchor.entry().action()).isEqualTo("leadership.gained");
        assertThat(anchor.heads())
                .containsOnlyKeys("a")
                .containsEntry("a", trail("a").chains().get("a").get(0).head());
        assertThat(AuditLink.flaws(trail("a").chains())).isEmpty();
    }

    @Test
    void whatever_is_changed_dropped_or_cut_off_is_found() {
        trail("a").append(entry("1"));
        trail("a").append(entry("2"));
        trail("b").anchor(7, NOW);
        trail("a").append(entry("3"));
        TreeMap<String, List<AuditLink>> chains = new TreeMap<>(trail("a").chains());
        List<AuditLink> whole = List.copyOf(chains.get("a"));
        assertThat(AuditLink.flaws(chains)).isEmpty();

        chains.put("a", whole.subList(0, 1));
        assertThat(AuditLink.flaws(chains)).singleElement().asString().contains("entry 2", "b saw", "is not there");
        chains.put("a", List.of(whole.get(0), whole.get(2)));
        assertThat(AuditLink.flaws(chains)).anySatisfy(flaw -> assertThat(flaw).contains("entry 2 is missing"));
        List<AuditLink> changed = new ArrayList<>(whole);
        AuditLink old = whole.get(1);
        AuditEntry other = new AuditEntry("2", NOW, "somebody", "drain.start", "drain-1", "another reason");
        changed.set(1, new AuditLink("a", 2, old.previous(), other, old.heads(), old.hash()));
        chains.put("a", changed);
        assertThat(AuditLink.flaws(chains)).containsExactly("audit of a: entry 2 was changed");
    }
}
