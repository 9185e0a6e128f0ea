package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of {@link DnsProviderContract} that is about trial writes (R26). */
abstract class CanaryContract extends ProviderBench {
    @Test
    void trial_writes_are_accepted_one_after_another_and_touch_no_name() {
        SteeredName name = freshName();
        RecordSet held = write(set(name, 1, 7_000, 3_000));
        Snapshot before = read(name);

        assertThat(provider().canary(TIMEOUT)).isEqualTo(new WriteResult.Accepted());
        assertThat(provider().canary(TIMEOUT)).isEqualTo(new WriteResult.Accepted());

        assertThat(read(name)).isEqualTo(before);
        assertThat(before.holds(held)).isTrue();
    }

    @Test
    void a_trial_write_with_a_wrong_key_is_rejected_and_the_key_not_shown() {
        Optional<WrongKey> wrong = withWrongKey();
        assumeTrue(wrong.isPresent(), "this provider has no keys");
        try (DnsProvider provider = wrong.get().provider()) {
            WriteResult trial = provider.canary(TIMEOUT);

            assertThat(trial).isInstanceOf(WriteResult.Rejected.class);
            assertThat(trial.toString()).doesNotContain(wrong.get().secret());
        }
    }

    @Test
    void a_trial_write_to_a_service_that_is_not_there_is_never_a_success() {
        Optional<DnsProvider> unreachable = unreachable();
        assumeTrue(unreachable.isPresent(), "no network lies in between");
        try (DnsProvider provider = unreachable.get()) {
            assertThat(provider.canary(TIMEOUT)).isInstanceOfAny(WriteResult.InDoubt.class, WriteResult.Rejected.class);
        }
    }
}
