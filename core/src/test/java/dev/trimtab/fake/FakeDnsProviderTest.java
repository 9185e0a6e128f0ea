package dev.trimtab.fake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.contract.DnsProviderContract;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.WriteResult;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The fake is held to what it stands for, in each of the ways that real providers differ. */
class FakeDnsProviderTest {
    private static Capabilities with(
            Capabilities.Weights weights, int steps, Capabilities.CompareAndSet compareAndSet) {
        Capabilities exact = FakeDnsProvider.EXACT;
        return new Capabilities(
                weights,
                steps,
                compareAndSet,
                exact.clientHash(),
                exact.regions(),
                exact.propagation(),
                exact.types(),
                exact.ttlMin());
    }

    @Nested
    class Exact extends InMemory {
        Exact() {
            super(FakeDnsProvider.EXACT);
        }

        @Test
        void an_answer_that_is_lost_leaves_the_write_applied_or_not_as_asked() {
            SteeredName lost = freshName();
            SteeredName applied = freshName();
            provider.fail(new FakeDnsProvider.Fault.InDoubtLost(), new FakeDnsProvider.Fault.InDoubtApplied());
            Change first = plannedWrite(set(lost, 1, 10_000));
            Change second = plannedWrite(set(applied, 2, 10_000));

            assertThat(provider.apply(first, TIMEOUT)).isInstanceOf(WriteResult.InDoubt.class);
            assertThat(provider.apply(second, TIMEOUT)).isInstanceOf(WriteResult.InDoubt.class);

            assertThat(provider.look(lost).holds(first.wanted())).isFalse();
            assertThat(provider.look(applied).holds(second.wanted())).isTrue();
            assertThat(provider.generations()).containsExactly(new Generation(1, 2));
        }

        @Test
        void a_throttled_write_applies_nothing_and_the_next_one_goes_through() {
            SteeredName name = freshName();
            Change change = plannedWrite(set(name, 1, 10_000));
            provider.fail(new FakeDnsProvider.Fault.Throttle(Duration.ofSeconds(2)));

            assertThat(provider.apply(change, TIMEOUT)).isEqualTo(new WriteResult.Throttled(Duration.ofSeconds(2)));
            assertThat(provider.applied()).isEmpty();
            assertThat(provider.apply(change, TIMEOUT)).isEqualTo(new WriteResult.Accepted());
        }
    }

    @Nested
    class Approximate extends InMemory {
        Approximate() {
            super(with(Capabilities.Weights.APPROXIMATE, 255, Capabilities.CompareAndSet.ETAG));
        }
    }

    @Nested
    class OneOf extends InMemory {
        OneOf() {
            super(with(Capabilities.Weights.ONE_OF, 1, Capabilities.CompareAndSet.VALUE));
        }
    }

    @Nested
    class LastWriterWins extends InMemory {
        LastWriterWins() {
            super(with(Capabilities.Weights.EXACT, 10_000, Capabilities.CompareAndSet.NONE));
        }
    }

    abstract static class InMemory extends DnsProviderContract {
        final FakeDnsProvider provider;

        InMemory(Capabilities capabilities) {
            provider = new FakeDnsProvider(new ProviderId("fake"), capabilities);
        }

        @Override
        protected DnsProvider provider() {
            return provider;
        }

        @Override
        protected String zone() {
            return "steer.example.";
        }

        @Override
        protected Optional<Backdoor> backdoor() {
            return Optional.of(new Backdoor() {
                @Override
                public void putForeign(SteeredName name) {
                    provider.putForeign(name, "CNAME legacy.example.org.");
                }

                @Override
                public String look(SteeredName name) {
                    return provider.look(name).toString();
                }
            });
        }

        @Override
        protected Optional<WrongKey> withWrongKey() {
            return Optional.of(new WrongKey(inCondition(FakeDnsProvider.Condition.WRONG_KEY), "not-the-key"));
        }

        @Override
        protected Optional<DnsProvider> unreachable() {
            return Optional.of(inCondition(FakeDnsProvider.Condition.UNREACHABLE));
        }

        private FakeDnsProvider inCondition(FakeDnsProvider.Condition condition) {
            FakeDnsProvider other = new FakeDnsProvider(new ProviderId("fake"), provider.capabilities());
            other.condition(condition);
            return other;
        }
    }
}
