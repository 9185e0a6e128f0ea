package dev.trimtab.sim.recording;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Recorded reports in virtual time, heard by several configurations at once. Rounds are as a controller makes them: on news,
 * at most four a second, and one a second without.
 */
public final class Backtest {
    private static final Duration NEWS = Duration.ofMillis(250);
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** After so much silence every view is too old to be believed, and nothing can happen until somebody speaks again. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final SortedSet<SteeredName> recordedNames = new TreeSet<>();
    private final SortedSet<VantageId> recordedVantages = new TreeSet<>();
    private final Map<String, Spec> asked = new LinkedHashMap<>();
    private final Map<String, Map<ProviderId, Capabilities>> abilities = new LinkedHashMap<>();
    private final Map<String, Course> courses = new LinkedHashMap<>();
    private final SortedMap<SteeredName, SortedMap<RegionId, Shares>> published = new TreeMap<>();
    private final List<Outcome.Moved> publishedMoves = new ArrayList<>();
    private final Set<CheckId> seen = new HashSet<>();
    private final SortedSet<String> notes = new TreeSet<>();
    private Optional<Toll> recordedToll = Optional.empty();
    private Optional<Instant> first = Optional.empty();
    private Instant clock = Instant.EPOCH;
    private Instant lastRound = Instant.EPOCH;
    private boolean begun;
    private boolean news;
    private boolean interfered;

    /** Adds a configuration under a word such as {@code candidate}. */
    public void configuration(String word, Spec spec, Map<ProviderId, Capabilities> can) {
        asked.put(word, spec);
        abilities.put(word, can);
    }

    /** Plays one file after another; each must begin no earlier than the one before. */
    public Recorded.Read play(InputStream in) throws IOException, DamagedException {
        return RecordingReader.read(in, this::record);
    }

    private void record(Recorded recorded) {
        switch (recorded) {
            case Recorded.Header header -> header(header);
            case Recorded.State state -> state(state);
            case Recorded.Heard heard -> heard(heard);
            case Recorded.Gap gap ->
                notes.add((gap.lost() < 0 ? "an unknown number of" : "" + gap.lost())
                        + " reports are not in the recording, " + gap.from() + " to " + gap.to() + ": " + gap.why());
            case Recorded.End end -> advance(end.at());
        }
    }

    private void header(Recorded.Header header) {
        if (!begun) {
            recordedNames.addAll(header.names());
        }
        recordedVantages.addAll(header.regions().keySet());
        header.regions()
                .forEach((vantage, region) -> asked.forEach((word, spec) -> {
                    var configured = spec.vantages().get(vantage);
                    if (configured == null) {
                        notes.add(word + " has no vantage " + vantage + ": its reports are not heard");
                    } else if (!configured.region().equals(region)) {
                        notes.add(word + " has vantage " + vantage + " in region " + configured.region()
                                + ", it was recorded in " + region);
                    }
                }));
    }

    /** Courses begin with the first record that has a time: until then only the names are known. */
    private void begin(Instant at) {
        if (begun) {
            return;
        }
        begun = true;
        first = Optional.of(at);
        clock = at;
        lastRound = at;
        asked.forEach((word, spec) -> {
            Spec own = Recordable.of(spec, recordedNames);
            courses.put(word, new Course(own, abilities.getOrDefault(word, Map.of())));
            recordedNames.stream()
                    .filter(name -> !spec.names().containsKey(name))
                    .forEach(name -> notes.add(word + " does not steer " + name + ", which was recorded"));
            spec.names().keySet().stream()
                    .filter(name -> !recordedNames.contains(name))
                    .forEach(name -> notes.add(name + " of " + word + " was not recorded and is left out"));
            spec.vantages().keySet().stream()
                    .filter(vantage -> !recordedVantages.contains(vantage))
                    .forEach(vantage -> notes.add("vantage " + vantage + " of " + word + " was not recorded: silent"));
        });
        recordedToll = courses.values().stream().findFirst().map(course -> new Toll(course.spec(), course.looks()));
    }

    private void state(Recorded.State state) {
        boolean start = !begun;
        begin(state.at());
        advance(state.at());
        if (start) {
            courses.values().forEach(course -> course.seed(state.published(), state.at()));
            courses.forEach((word, course) -> state.published().forEach((name, regions) -> {
                NameSpec configured = course.spec().names().get(name);
                if (configured != null && !Recordable.holds(configured, regions.values())) {
                    notes.add("what was published for " + name + " names targets that " + word
                            + " does not have: it begins with its own weights");
                }
            }));
        }
        state.published().forEach((name, regions) -> published(state.at(), name, regions));
        state.muted().forEach((vantage, reason) -> notes.add(vantage + " was muted in the recording: " + reason));
        interfered |= state.interventions() > 0;
    }

    private void published(Instant at, SteeredName name, SortedMap<RegionId, Shares> regions) {
        SortedMap<RegionId, Shares> before = published.put(name, regions);
        if (before == null) {
            return;
        }
        List<Outcome.Change> changes = new ArrayList<>();
        regions.forEach((region, after) -> {
            Shares was = before.getOrDefault(region, after);
            if (!was.equals(after)) {
                changes.add(new Outcome.Change(region, was, after));
            }
        });
        if (changes.isEmpty()) {
            // Told again at the head of a new part.
            return;
        }
        publishedMoves.add(
                new Outcome.Moved(at, name, Optional.empty(), "as recorded", changes, Outcome.Right.NOT_ASKED));
    }

    private void heard(Recorded.Heard heard) {
        begin(heard.at());
        advance(heard.at());
        // A clock that was set back does not make a report older than the round that has not heard it.
        Instant at = heard.at().isBefore(clock) ? clock : heard.at();
        courses.values().forEach(course -> course.hear(heard.report(), at));
        note(heard.report());
        news = true;
    }

    private void note(Report report) {
        for (Observation line : report.observations()) {
            if (seen.add(line.check())) {
                courses.forEach((word, course) -> {
                    boolean ours = course.spec()
                            .names()
                            .containsKey(line.check().target().name());
                    if (ours && !Recordable.configured(course.spec(), line.check())) {
                        notes.add(word + " makes no such check, its looks are left out: " + line.check());
                    }
                });
            }
        }
    }

    private void advance(Instant to) {
        Instant silent = clock.plus(SILENCE);
        while (!clock.plus(NEWS).isAfter(to)) {
            if (clock.isAfter(silent)) {
                clock = to.minus(NEWS);
                courses.values().forEach(course -> course.skip(clock));
                lastRound = clock;
            }
            clock = clock.plus(NEWS);
            if (news || !clock.isBefore(lastRound.plus(ROUND))) {
                round();
            }
        }
    }

    private void round() {
        Duration passed = Duration.between(lastRound, clock);
        recordedToll.ifPresent(toll -> toll.charge(published, passed, clock));
        courses.values().forEach(course -> course.round(clock));
        lastRound = clock;
        news = false;
    }

    /**
     * What came of it.
     *
     * @param published what really was published, where the recording tells; its verdicts and writes are not known
     * @param courses by word, in the order in which they were added
     * @param notes what configurations and recording do not have in common, and what was lost
     */
    public record Result(
            Optional<Instant> from,
            Instant to,
            Optional<Outcome> published,
            Map<String, Outcome> courses,
            List<String> notes) {}

    /** To be asked once, after the last file. */
    public Result result() {
        if (begun) {
            round();
        }
        courses.forEach((word, course) -> course.spec().names().values().forEach(name -> unseen(word, name)));
        if (interfered) {
            notes.add("operators intervened while it was recorded; what is computed here knows nothing of it");
        }
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        courses.forEach((word, course) -> outcomes.put(word, course.outcome()));
        Optional<Outcome> really = published.isEmpty()
                ? Optional.empty()
                : recordedToll.map(toll ->
                        new Outcome(List.of(), publishedMoves, 0, List.of(), List.of(), 0, toll.failedMinutes()));
        return new Result(first, clock, really, outcomes, List.copyOf(notes));
    }

    private void unseen(String word, NameSpec name) {
        for (TargetSpec target : name.targets()) {
            boolean looked = seen.stream()
                    .anyMatch(check -> check.target().name().equals(name.name())
                            && check.target().cdn().equals(target.cdn()));
            if (!looked) {
                notes.add("nobody looked at " + target.cdn() + " of " + name.name() + " in the recording: " + word
                        + " never knows its health");
            }
        }
    }
}
