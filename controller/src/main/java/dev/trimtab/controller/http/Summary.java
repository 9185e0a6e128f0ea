package dev.trimtab.controller.http;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.VantageSpec;
import dev.trimtab.store.StoreState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The state in one sentence, the most urgent thing first.
 *
 * @param problems all of them, the sentence's own included
 */
record Summary(Level level, String sentence, List<String> problems) {
    /** How bad. */
    enum Level {
        OK,
        /** Users are served, something is not as configured. */
        DEGRADED,
        /** A person is needed. */
        ALARM
    }

    static Summary of(RoundView view, StoreState store, Instant now) {
        List<String> alarms = new ArrayList<>();
        if (now.isAfter(view.at().plus(ViewJson.STALE_AFTER))) {
            alarms.add("The newest round is "
                    + java.time.Duration.between(view.at(), now).toSeconds() + " s old: the loop does not run.");
        }
        alarms.addAll(blind(view));
        alarms.addAll(quorums(view));
        alarms.addAll(levers(view));
        if (!store.up()) {
            alarms.add("The store is away since " + store.since() + ": " + store.sentence() + ".");
        }
        List<String> lesser = new ArrayList<>();
        view.names().values().forEach(name -> {
            deliveries(name, alarms);
            health(name, lesser);
        });
        lesser.addAll(mutes(view));
        if (view.lease().isEmpty()) {
            lesser.add("This controller does not lead, it observes and writes nothing: "
                    + view.leader().sentence() + ".");
        }
        List<String> all = new ArrayList<>(alarms);
        all.addAll(lesser);
        Level level = !alarms.isEmpty() ? Level.ALARM : lesser.isEmpty() ? Level.OK : Level.DEGRADED;
        return new Summary(level, all.isEmpty() ? fine(view) : all.get(0), all);
    }

    private static String fine(RoundView view) {
        long fresh = view.vantages().values().stream()
                .filter(RoundView.VantageView::fresh)
                .count();
        return view.names().size() + " names as configured; " + fresh + " of "
                + view.vantages().size() + " vantages report.";
    }

    /** Nobody is heard at all: that has one cause, whatever names and regions it concerns (R9). */
    static List<String> blind(RoundView view) {
        boolean blind =
                !view.vantages().isEmpty() && view.vantages().values().stream().noneMatch(RoundView.VantageView::fresh);
        return blind
                ? List.of("This controller is blind: no report of any of "
                        + view.vantages().size()
                        + " vantages is fresh. DNS stays as it is; see to the agents and their way here.")
                : List.of();
    }

    /** A lever that is lost is said before it is needed (R26). */
    static List<String> levers(RoundView view) {
        List<String> sentences = new ArrayList<>();
        view.levers().forEach((provider, lever) -> {
            switch (lever.state()) {
                case WORKS -> {
                    // Nothing to say of it.
                }
                case LOST ->
                    sentences.add("The lever of provider " + provider + " is lost: " + lever.sentence()
                            + "; its plans wait until " + Lever.SUCCESSES + " in a row are accepted.");
                case UNPROVEN ->
                    sentences.add("The lever of provider " + provider + " is not proven: " + lever.sentence()
                            + "; plans are tried all the same, see whether its key may write TXT at _trimtab-canary.");
            }
        });
        return sentences;
    }

    /** Who looks and is not believed: it counts in no quorum (R7). */
    private static List<String> mutes(RoundView view) {
        List<String> sentences = new ArrayList<>();
        view.vantages()
                .values()
                .forEach(vantage -> vantage.muted()
                        .ifPresent(mute -> sentences.add("Vantage " + vantage.id() + " is not believed since "
                                + mute.since() + ": " + mute.reason() + ".")));
        return sentences;
    }

    private static List<String> quorums(RoundView view) {
        Map<String, SortedSet<String>> namesBySentence = new TreeMap<>();
        for (NameView name : view.names().values()) {
            for (RegionId region : name.spec().regions()) {
                String sentence = quorum(view, name, region);
                if (!sentence.isEmpty()) {
                    namesBySentence
                            .computeIfAbsent(sentence, any -> new TreeSet<>())
                            .add(name.spec().name() + " in " + region);
                }
            }
        }
        return namesBySentence.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + some(entry.getValue()) + ")")
                .toList();
    }

    private static String quorum(RoundView view, NameView name, RegionId region) {
        int needed = name.spec().quorum().reporting();
        Collection<VantageSpec> judges = judges(view, region);
        SortedSet<Network> configured =
                judges.stream().map(VantageSpec::network).collect(Collectors.toCollection(TreeSet::new));
        if (configured.size() < needed) {
            return "No quorum is possible: " + configured.size() + " networks are configured and " + needed
                    + " must report; add vantages in " + (needed - configured.size())
                    + " more networks, or lower quorum.reporting. Nothing is written.";
        }
        SortedSet<Network> reporting = new TreeSet<>();
        SortedSet<VantageId> silent = new TreeSet<>();
        for (VantageSpec judge : judges) {
            RoundView.VantageView seen = view.vantages().get(judge.id());
            if (seen != null && seen.fresh() && seen.muted().isEmpty()) {
                reporting.add(judge.network());
            } else {
                silent.add(judge.id());
            }
        }
        return reporting.size() >= needed
                ? ""
                : "The quorum is lost: " + reporting.size() + " of " + configured.size()
                        + " networks report and are believed, "
                        + needed + " must; see to the agents of " + some(silent)
                        + ", or add vantages in other networks. Nothing is written.";
    }

    /** A region without vantages of its own is judged by all. */
    static List<VantageSpec> judges(RoundView view, RegionId region) {
        List<VantageSpec> own = view.spec().vantages().values().stream()
                .filter(vantage -> vantage.region().equals(region))
                .toList();
        return own.isEmpty() ? List.copyOf(view.spec().vantages().values()) : own;
    }

    private static void deliveries(NameView name, List<String> alarms) {
        name.deliveries().values().stream()
                .filter(delivery -> !delivery.trouble().isEmpty())
                .forEach(delivery -> alarms.add(
                        name.spec().name() + " at provider " + delivery.provider() + ": " + delivery.trouble()));
    }

    private static void health(NameView name, List<String> lesser) {
        name.verdicts()
                .forEach((region, byCdn) -> byCdn.values().stream()
                        .filter(verdict -> verdict.state() != Verdict.State.HEALTHY)
                        .forEach(verdict -> lesser.add(
                                name.spec().name() + ": " + verdict.target().cdn() + " is "
                                        + verdict.state() + " in " + region
                                        + verdict.cause()
                                                .map(cause -> " (" + cause.word() + ")")
                                                .orElse("")
                                        + "; " + name.decision().because())));
        if (name.decision().ruling() instanceof Ruling.Hold hold) {
            lesser.add(name.spec().name() + " is held by " + hold.rule() + ": " + hold.reason() + "; lifted by: "
                    + hold.lifts());
        }
        if (name.decision().disposition() == Decision.Disposition.AWAIT_APPROVAL) {
            lesser.add(name.spec().name() + " waits for approval of plan "
                    + name.decision().wanted().map(plan -> plan.digest()).orElse("none"));
        }
        if (!name.spec().steered()) {
            lesser.add(name.spec().name() + " is not steered: " + name.spec().notSteeredBecause());
        }
        name.interventions()
                .forEach(intervention ->
                        lesser.add(name.spec().name() + ": " + InterventionJson.sentence(intervention)));
    }

    private static String some(SortedSet<?> of) {
        String head = of.stream().limit(5).map(Object::toString).collect(Collectors.joining(", "));
        return of.size() > 5 ? head + " and " + (of.size() - 5) + " more" : head;
    }
}
