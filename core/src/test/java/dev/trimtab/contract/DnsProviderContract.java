package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.NameSpec.RecordType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DnsProvider} does. To add one:
 *
 * <ol>
 *   <li>Extend this class and hand out an adapter that speaks with a service that is as real as you can get
 *       ({@link #provider}), for the zone of {@link #zone}.
 *   <li>Give a {@link #backdoor}: a way to that service that does not go through your adapter. It plants records that are
 *       not ours and looks at what is there, so that "never touched" is seen and not believed.
 *   <li>Give an adapter with a wrong key ({@link #withWrongKey}) and one whose service is not there
 *       ({@link #unreachable}). Only what has no key or no network returns empty, and the case is then shown as skipped.
 *   <li>Say in {@link Capabilities} what your provider cannot do; the cases ask for what it claims, no less.
 * </ol>
 *
 * <p>The rules in one breath: a failed read is never an absence; foreign records stay byte for byte; an older plan never
 * goes over a newer one; what was asked and what can be held are compared in the open; nothing is sent by planning; and a
 * write without an answer is in doubt, not refused.
 */
public abstract class DnsProviderContract extends CanaryContract {
    private static final String OTHER_OWNER = "00000000000000bb";

    // ---- holding ----

    @Test
    void a_fresh_name_is_absent_and_holds_what_was_written_mark_included() {
        SteeredName name = freshName();
        assertThat(read(name)).isEqualTo(absentAsRead(name));

        RecordSet held = write(set(name, 1, 7_000, 3_000));

        Snapshot after = read(name);
        assertThat(after.holds(held)).as("%s should hold %s", after, held).isTrue();
        assertThat(after.holding()).isEqualTo(Snapshot.Holding.OURS);
        assertThat(after.mark()).contains(new Mark(OWNER, new Generation(1, 1)));
    }

    @Test
    void the_same_plan_again_is_nothing_to_write() {
        SteeredName name = freshName();
        RecordSet wanted = set(name, 1, 7_000, 3_000);
        write(wanted);

        assertThat(provider().plan(wanted, read(name))).isEqualTo(new Proposal.Nothing());
    }

    @Test
    void a_newer_plan_replaces_the_older_one_whole() {
        SteeredName name = freshName();
        write(set(name, 1, 7_000, 3_000));

        RecordSet held = write(set(name, 2, 0, 6_000, 4_000));

        Snapshot after = read(name);
        assertThat(after.holds(held)).as("%s should hold %s", after, held).isTrue();
        assertThat(after.mark()).contains(new Mark(OWNER, new Generation(1, 2)));
    }

    @Test
    void the_ttl_is_held_as_asked_and_a_change_of_it_alone_is_written() {
        SteeredName name = freshName();
        write(set(name, 1, 10_000));
        assertThat(read(name).ttl()).contains(TTL);

        RecordSet longer = withTtl(set(name, 2, 10_000), Duration.ofSeconds(60));
        RecordSet held = write(longer);

        assertThat(read(name).ttl()).contains(Duration.ofSeconds(60));
        assertThat(read(name).holds(held)).isTrue();
    }

    @Test
    void addresses_are_held_in_both_families_where_they_are_supported() {
        assumeTrue(provider().capabilities().types().contains(RecordType.ADDRESS), "this provider holds CNAMEs only");
        SteeredName name = freshName();

        RecordSet held = write(addresses(name, 1, 7_000, 3_000));
        assertThat(read(name).holds(held))
                .as("%s should hold %s", read(name), held)
                .isTrue();
        assertThat(provider().plan(addresses(name, 1, 7_000, 3_000), read(name)))
                .isEqualTo(new Proposal.Nothing());

        RecordSet moved = write(addresses(name, 2, 2_000, 8_000));
        assertThat(read(name).holds(moved)).isTrue();
    }

    // ---- weights ----

    @Test
    void what_was_asked_and_what_can_be_held_agree_with_the_capabilities() {
        for (int[] shares : new int[][] {{7_000, 3_000}, {9_999, 1}, {3_334, 3_333, 3_333}, {1, 4_999, 5_000}}) {
            SteeredName name = freshName();
            RecordSet wanted = set(name, 1, shares);
            RecordSet expressed = plannedWrite(wanted).wanted();

            Capabilities can = provider().capabilities();
            switch (can.weights()) {
                case EXACT -> assertThat(expressed).isEqualTo(wanted);
                case APPROXIMATE -> eachWithinOneStep(wanted, expressed, can.weightSteps());
                case ONE_OF -> {
                    int most = Arrays.stream(shares).max().orElseThrow();
                    assertThat(expressed.answers()).hasSize(1);
                    CdnId chosen = expressed.answers().get(0).cdn();
                    assertThat(wanted.shares().of(chosen)).isEqualTo(most);
                    assertThat(expressed.answers().get(0).shareBp()).isEqualTo(Shares.WHOLE);
                }
            }
        }
    }

    @Test
    void no_live_answer_is_dropped_unless_one_of_was_said() {
        SteeredName name = freshName();
        RecordSet wanted = set(name, 1, 9_998, 1, 1);
        write(wanted);

        int expected = provider().capabilities().weights() == Capabilities.Weights.ONE_OF ? 1 : 3;
        assertThat(read(name).answers())
                .hasSize(expected)
                .allSatisfy(held -> assertThat(held.shareBp()).isPositive());
    }

    @Test
    void one_of_keeps_what_it_holds_when_shares_are_equal() {
        assumeTrue(provider().capabilities().weights() == Capabilities.Weights.ONE_OF, "this provider holds weights");
        SteeredName name = freshName();
        write(set(name, 1, 4_000, 6_000));

        RecordSet held = write(set(name, 2, 5_000, 5_000));

        assertThat(held.answers().get(0).cdn()).isEqualTo(cdn(1));
    }

    // ---- whose it is ----

    @Test
    void foreign_records_are_refused_and_stay_as_they_are() {
        Optional<Backdoor> backdoor = backdoor();
        assumeTrue(backdoor.isPresent(), "nobody but the adapter can put records there");
        SteeredName name = freshName();
        backdoor.get().putForeign(name);
        String before = backdoor.get().look(name);
        assertThat(before).isNotBlank();

        Snapshot seen = read(name);
        assertThat(seen.holding()).isEqualTo(Snapshot.Holding.FOREIGN);
        assertThat(seen.raw()).isNotBlank();
        assertThat(provider().plan(set(name, 9, 10_000), seen)).isInstanceOf(Proposal.Refused.class);

        assertThat(backdoor.get().look(name)).isEqualTo(before);
    }

    @Test
    void a_plan_made_before_somebody_else_came_never_replaces_them_where_writes_are_conditional() {
        Optional<Backdoor> backdoor = backdoor();
        assumeTrue(backdoor.isPresent(), "nobody but the adapter can put records there");
        assumeTrue(conditional(), "this provider has no compare-and-set: the race is found by read-back");
        SteeredName name = freshName();
        Change change = plannedWrite(set(name, 1, 10_000));
        backdoor.get().putForeign(name);
        String before = backdoor.get().look(name);

        assertThat(provider().apply(change, TIMEOUT)).isInstanceOf(WriteResult.Conflict.class);

        assertThat(backdoor.get().look(name)).isEqualTo(before);
    }

    @Test
    void the_mark_of_another_installation_is_refused() {
        SteeredName name = freshName();
        RecordSet theirs = set(name, 1, 10_000);
        write(new RecordSet(
                name, theirs.type(), theirs.ttl(), theirs.answers(), new Mark(OTHER_OWNER, new Generation(1, 1))));

        Proposal proposal = provider().plan(set(name, 9, 10_000), read(name));

        assertThat(proposal)
                .isInstanceOfSatisfying(
                        Proposal.Refused.class,
                        refused -> assertThat(refused.reason()).contains(OTHER_OWNER));
        assertThat(read(name).mark()).contains(new Mark(OTHER_OWNER, new Generation(1, 1)));
    }

    // ---- order ----

    @Test
    void an_older_plan_is_refused_over_a_newer_one() {
        SteeredName name = freshName();
        write(set(name, 5, 7_000, 3_000));

        Proposal proposal = provider().plan(set(name, 4, 3_000, 7_000), read(name));

        assertThat(proposal)
                .isInstanceOfSatisfying(
                        Proposal.Refused.class,
                        refused -> assertThat(refused.reason()).contains("1.4").contains("1.5"));
    }

    @Test
    void a_change_planned_from_an_old_read_conflicts_where_writes_are_conditional_and_shows_otherwise() {
        SteeredName name = freshName();
        write(set(name, 1, 10_000));
        Change stale = plannedWrite(set(name, 2, 4_000, 6_000));
        RecordSet newer = write(set(name, 3, 0, 0, 10_000));

        WriteResult result = provider().apply(stale, TIMEOUT);

        if (conditional()) {
            assertThat(result).isInstanceOf(WriteResult.Conflict.class);
            assertThat(read(name).holds(newer)).as("still %s", newer).isTrue();
        } else {
            assertThat(result).isInstanceOf(WriteResult.Accepted.class);
            assertThat(read(name).mark())
                    .as("read-back finds the lost race")
                    .contains(stale.wanted().mark());
        }
    }

    @Test
    void two_plans_for_an_absent_name_do_not_both_win_where_writes_are_conditional() {
        assumeTrue(conditional(), "this provider has no compare-and-set: the race is found by read-back");
        SteeredName name = freshName();
        Change late = plannedWrite(set(name, 1, 10_000));
        RecordSet first = write(set(name, 2, 0, 10_000));

        assertThat(provider().apply(late, TIMEOUT)).isInstanceOf(WriteResult.Conflict.class);

        assertThat(read(name).holds(first)).isTrue();
    }

    // ---- planning ----

    @Test
    void planning_sends_nothing_and_shows_what_would_be_sent() {
        SteeredName name = freshName();
        RecordSet wanted = set(name, 1, 7_000, 3_000);
        Snapshot before = read(name);

        Change change = plannedWrite(wanted);

        assertThat(change.requests())
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request).isNotBlank());
        assertThat(String.join("\n", change.requests())).contains("cdn0.example.net");
        assertThat(read(name)).isEqualTo(before);
    }

    @Test
    void planning_needs_no_service() {
        Optional<DnsProvider> unreachable = unreachable();
        assumeTrue(unreachable.isPresent(), "no network lies in between");
        SteeredName name = freshName();
        try (DnsProvider provider = unreachable.get()) {
            assertThat(provider.plan(set(name, 1, 10_000), read(name))).isInstanceOf(Proposal.Write.class);
        }
    }

    // ---- trouble ----

    @Test
    void a_wrong_key_is_named_and_never_shown() {
        Optional<WrongKey> wrong = withWrongKey();
        assumeTrue(wrong.isPresent(), "this provider has no keys");
        SteeredName name = freshName();
        Change change = plannedWrite(set(name, 1, 10_000));
        try (DnsProvider provider = wrong.get().provider()) {
            ReadResult reading = provider.read(name, TIMEOUT);
            WriteResult writing = provider.apply(change, TIMEOUT);

            assertThat(reading)
                    .isInstanceOfSatisfying(
                            ReadResult.Unreadable.class,
                            unreadable -> assertThat(unreadable.trouble()).isEqualTo(ReadResult.Trouble.WRONG_KEY));
            assertThat(writing).isInstanceOf(WriteResult.Rejected.class);
            assertThat(reading + " " + writing + " " + provider + " " + change)
                    .doesNotContain(wrong.get().secret());
        }
        assertThat(read(name).holding()).isEqualTo(Snapshot.Holding.ABSENT);
    }

    @Test
    void a_service_that_is_not_there_is_unreadable_and_never_an_absence() {
        Optional<DnsProvider> unreachable = unreachable();
        assumeTrue(unreachable.isPresent(), "no network lies in between");
        SteeredName name = freshName();
        Change change = plannedWrite(set(name, 1, 10_000));
        try (DnsProvider provider = unreachable.get()) {
            assertThat(provider.read(name, TIMEOUT)).isInstanceOfSatisfying(ReadResult.Unreadable.class, unreadable -> {
                assertThat(unreadable.trouble()).isEqualTo(ReadResult.Trouble.UNREACHABLE);
                assertThat(unreadable.reason()).isNotBlank();
            });
            assertThat(provider.apply(change, TIMEOUT))
                    .isInstanceOfAny(WriteResult.InDoubt.class, WriteResult.Rejected.class);
        }
    }

    // ---- retiring ----

    @Test
    void a_retired_name_is_absent_and_its_neighbour_stays() {
        SteeredName name = freshName();
        RecordSet neighbour = write(set(freshName(), 1, 10_000));
        write(set(name, 1, 7_000, 3_000));
        Snapshot held = read(name);

        assertThat(provider().retirable(held)).hasSize(2).contains(name.markOwner() + " TXT");
        assertThat(provider().retire(held, TIMEOUT)).isEqualTo(new WriteResult.Accepted());

        assertThat(read(name)).isEqualTo(absentAsRead(name));
        assertThat(read(neighbour.name()).holds(neighbour)).isTrue();
    }

    @Test
    void foreign_records_are_never_retired() {
        Optional<Backdoor> backdoor = backdoor();
        assumeTrue(backdoor.isPresent(), "nobody but the adapter can put records there");
        SteeredName name = freshName();
        backdoor.get().putForeign(name);
        String before = backdoor.get().look(name);

        assertThat(provider().retirable(read(name))).isEmpty();
        assertThat(provider().retire(read(name), TIMEOUT)).isInstanceOf(WriteResult.Rejected.class);

        assertThat(backdoor.get().look(name)).isEqualTo(before);
    }

    @Test
    void retiring_from_an_old_read_removes_nothing() {
        SteeredName name = freshName();
        write(set(name, 1, 10_000));
        Snapshot stale = read(name);
        RecordSet newer = write(set(name, 2, 0, 10_000));

        assertThat(provider().retire(stale, TIMEOUT)).isInstanceOf(WriteResult.Conflict.class);

        assertThat(read(name).holds(newer)).as("still %s", newer).isTrue();
    }

    @Test
    void retiring_at_a_service_that_is_not_there_is_never_a_success() {
        Optional<DnsProvider> unreachable = unreachable();
        assumeTrue(unreachable.isPresent(), "no network lies in between");
        SteeredName name = freshName();
        RecordSet written = write(set(name, 1, 10_000));
        try (DnsProvider provider = unreachable.get()) {
            assertThat(provider.retire(read(name), TIMEOUT))
                    .isInstanceOfAny(WriteResult.InDoubt.class, WriteResult.Rejected.class);
        }
        assertThat(read(name).holds(written)).isTrue();
    }

    private boolean conditional() {
        return provider().capabilities().compareAndSet() != Capabilities.CompareAndSet.NONE;
    }

    /** Absence says nothing but itself and the token for a conditional write. */
    private Snapshot absentAsRead(SteeredName name) {
        Snapshot seen = read(name);
        return new Snapshot(
                name,
                Snapshot.Holding.ABSENT,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                seen.version(),
                seen.raw());
    }
}
