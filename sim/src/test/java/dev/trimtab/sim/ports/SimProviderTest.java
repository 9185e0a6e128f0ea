package dev.trimtab.sim.ports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.contract.DnsProviderContract;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.WriteResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A provider in virtual time does what providers do; and its trial writes meet the weather of its writes (R26). */
class SimProviderTest {
    @Nested
    class Regional extends InVirtualTime {
        Regional() {
            super(SimProvider.REGIONAL);
        }
    }

    @Nested
    class LastWriterWins extends InVirtualTime {
        LastWriterWins() {
            super(SimProvider.UNCONDITIONAL);
        }
    }

    @Test
    void a_trial_write_meets_the_weather_of_a_write() {
        Deque<SimProvider.Weather> weathers = new ArrayDeque<>(List.of(SimProvider.Weather.values()));
        SimProvider provider = zoneOf(SimProvider.GLOBAL, new SimZone(), weathers);

        for (SimProvider.Weather weather : SimProvider.Weather.values()) {
            boolean accepted = weather == SimProvider.Weather.FINE || weather == SimProvider.Weather.STALE_READ;
            assertThat(provider.canary(Duration.ofSeconds(3)) instanceof WriteResult.Accepted)
                    .as("%s", weather)
                    .isEqualTo(accepted);
        }
        assertThat(weathers).isEmpty();
    }

    @Test
    void a_pause_that_is_asked_for_waits_for_a_write_and_not_for_a_trial() {
        Pausable pausable = new Pausable();
        Deque<String> done = new ArrayDeque<>();

        pausable.pauseNext();
        pausable.run(() -> done.add("trial"));
        assertThat(pausable.paused()).isFalse();
        pausable.run(() -> {
            pausable.pausePoint();
            done.add("write");
        });

        assertThat(pausable.paused()).isTrue();
        assertThat(done).containsExactly("trial");
        pausable.goOn();
        assertThat(done).containsExactly("trial", "write");
    }

    private static SimProvider zoneOf(Capabilities capabilities, SimZone zone, Deque<SimProvider.Weather> weathers) {
        return new SimProvider(
                new ProviderId("zone"),
                capabilities,
                zone,
                () -> weathers.isEmpty() ? SimProvider.Weather.FINE : weathers.remove(),
                set -> {});
    }

    abstract static class InVirtualTime extends DnsProviderContract {
        private final SimProvider provider;

        InVirtualTime(Capabilities capabilities) {
            provider = zoneOf(capabilities, new SimZone(), new ArrayDeque<>());
        }

        @Override
        protected DnsProvider provider() {
            return provider;
        }

        @Override
        protected String zone() {
            return "replay.example.net.";
        }

        /** Nobody but controllers writes to a simulated zone. */
        @Override
        protected Optional<Backdoor> backdoor() {
            return Optional.empty();
        }

        @Override
        protected Optional<WrongKey> withWrongKey() {
            return Optional.empty();
        }

        @Override
        protected Optional<DnsProvider> unreachable() {
            return Optional.empty();
        }
    }
}
