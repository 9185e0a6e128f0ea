package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Mute;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The state after a round, immutable and safe to hand to any thread.
 *
 * @param vantages every configured vantage, with the age of its newest report
 * @param signals load as it was known
 * @param levers what trial writes tell of each provider; empty on a controller that does not lead, since it writes nothing
 * @param leader who leads as far as is known here
 * @param orphans names that were published and are configured no longer: their DNS stays
 */
public record RoundView(
        Instant at,
        Spec spec,
        Optional<Leadership.Lease> lease,
        SortedMap<VantageId, VantageView> vantages,
        SortedMap<SteeredName, NameView> names,
        SortedMap<ProviderId, Lever> levers,
        List<SteeredName> orphans,
        Signals signals,
        Leadership.Sight leader) {
    /**
     * A vantage as seen from here.
     *
     * @param reportAge empty when it has not reported since our start
     * @param muted why it is not believed, empty for one that is (R7)
     */
    public record VantageView(
            VantageId id, Network network, Optional<Duration> reportAge, int observations, Optional<Mute> muted) {
        /** Two missed reports and a little: an agent sends one every second. */
        public static final Duration REPORT_AGE_MAX = Duration.ofSeconds(5);

        /** One that is believed. */
        public VantageView(VantageId id, Network network, Optional<Duration> reportAge, int observations) {
            this(id, network, reportAge, observations, Optional.empty());
        }

        public boolean fresh() {
            return reportAge.map(age -> age.compareTo(REPORT_AGE_MAX) <= 0).orElse(false);
        }
    }
}
