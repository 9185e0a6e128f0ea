package dev.trimtab.controller.recording;

import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.ReportCodec;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.VantageSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One recording as lines of JSON: a head, then reports in the order of their arrival, and state whenever it changes. What
 * they mean is in {@code docs/reference/recording.md}. No credential, no request and no address is in them.
 */
public final class RecordingLines {
    public static final String FORMAT = "trimtab-recording";
    public static final int VERSION = 1;

    /** Whose reports are recorded; empty for all names. */
    private final Set<SteeredName> names;

    private final Map<String, Listing> listings = new HashMap<>();
    private final Map<SteeredName, Plan> published = new TreeMap<>();
    private String told = "";

    /** A list of checks under its number in this recording. */
    private record Listing(int number, List<CheckId> checks) {}

    public RecordingLines(Set<SteeredName> names) {
        this.names = Set.copyOf(names);
    }

    public static String head(Set<SteeredName> names, RoundView view, String product, Instant now) {
        Spec spec = view.spec();
        JsonArray steered = new JsonArray();
        spec.names().keySet().stream()
                .filter(name -> names.isEmpty() || names.contains(name))
                .forEach(name -> steered.add(name.value()));
        JsonArray vantages = new JsonArray();
        spec.vantages()
                .values()
                .forEach(vantage -> vantages.add(new JsonObject()
                        .put("vantage", vantage.id().value())
                        .put("network", vantage.network().asn())
                        .put("region", vantage.region().value())));
        return new JsonObject()
                .put("t", "header")
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("product", product)
                .put("configDigest", spec.digest())
                .put("start", now.toString())
                .put("names", steered)
                .put("vantages", vantages)
                .encode();
    }

    /** Says that nothing has come. */
    public static String alive(Instant now) {
        return new JsonObject().put("t", "alive").put("at", now.toString()).encode();
    }

    public static String lost(ReportQueue.Lost lost) {
        return new JsonObject()
                .put("t", "gap")
                .put("lost", lost.reports())
                .put("from", lost.from().toString())
                .put("to", lost.to().toString())
                .put("why", "the reader was too slow")
                .encode();
    }

    /** A report, behind the list of its checks when that is new. */
    public List<String> report(ReportQueue.Arrived arrived, Optional<RoundView> view) {
        List<String> lines = new ArrayList<>();
        Report report = arrived.report();
        String of = report.vantage() + " " + report.assignment();
        Listing listing = listings.get(of);
        if (listing == null) {
            listing = listing(arrived.assignment(), lines);
            listings.put(of, listing);
        }
        JsonObject line = new JsonObject()
                .put("t", "report")
                .put("at", arrived.at().toString())
                .put("vantage", report.vantage().value());
        place(report.vantage(), view)
                .ifPresent(place -> line.put("network", place.network().asn())
                        .put("region", place.region().value()));
        lines.add(line.put("epoch", report.epoch())
                .put("sequence", report.sequence())
                .put("list", listing.number())
                .put("body", HexFormat.of().formatHex(ReportCodec.encodeBare(part(report), listing.checks())))
                .encode());
        return lines;
    }

    /** Vantages that share their checks share a list. */
    private Listing listing(Assignment assignment, List<String> lines) {
        List<CheckId> checks = assignment.checks().stream()
                .map(Check::id)
                .filter(check -> wanted(check.target().name()))
                .toList();
        Optional<Listing> known = listings.values().stream()
                .filter(listing -> listing.checks().equals(checks))
                .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        int number =
                (int) listings.values().stream().map(Listing::number).distinct().count();
        lines.add(checks(number, checks));
        return new Listing(number, checks);
    }

    private static Optional<VantageSpec> place(VantageId vantage, Optional<RoundView> view) {
        return view.flatMap(round -> Optional.ofNullable(round.spec().vantages().get(vantage)));
    }

    private Report part(Report whole) {
        if (names.isEmpty()) {
            return whole;
        }
        return new Report(
                whole.vantage(),
                whole.epoch(),
                whole.sequence(),
                whole.assignment(),
                whole.observations().stream()
                        .filter(line -> wanted(line.check().target().name()))
                        .toList(),
                whole.control());
    }

    private boolean wanted(SteeredName name) {
        return names.isEmpty() || names.contains(name);
    }

    private static String checks(int list, List<CheckId> checks) {
        JsonArray array = new JsonArray();
        checks.forEach(check -> array.add(new JsonArray()
                .add(check.target().name().value())
                .add(check.target().cdn().value())
                .add(check.host().value())
                .add(check.probe().value())
                .add(check.family().name())));
        return new JsonObject()
                .put("t", "checks")
                .put("list", list)
                .put("checks", array)
                .encode();
    }

    /** What is published, who is muted and how many interventions there are; empty while that is as it was told last. */
    public Optional<String> state(RoundView view) {
        JsonObject shares = new JsonObject();
        int interventions = 0;
        for (Map.Entry<SteeredName, NameView> entry : view.names().entrySet()) {
            if (!wanted(entry.getKey())) {
                continue;
            }
            interventions += entry.getValue().interventions().size();
            Optional<Plan> plan = entry.getValue().publication().map(done -> done.plan());
            if (plan.isPresent()) {
                Plan before = published.put(entry.getKey(), plan.get());
                if (before == null || !before.sameSharesAs(plan.get())) {
                    shares.put(entry.getKey().value(), shares(plan.get()));
                }
            }
        }
        JsonObject muted = new JsonObject();
        view.vantages()
                .values()
                .forEach(vantage -> vantage.muted()
                        .ifPresent(mute -> muted.put(
                                vantage.id().value(),
                                new JsonObject()
                                        .put(
                                                "why",
                                                mute.why()
                                                        .name()
                                                        .toLowerCase(Locale.ROOT)
                                                        .replace('_', '-'))
                                        .put("since", mute.since().toString())
                                        .put("reason", mute.reason()))));
        JsonObject rest = new JsonObject()
                .put("configDigest", view.spec().digest())
                .put("muted", muted)
                .put("interventions", interventions);
        if (shares.isEmpty() && rest.encode().equals(told)) {
            return Optional.empty();
        }
        told = rest.encode();
        return Optional.of(new JsonObject()
                .put("t", "state")
                .put("at", view.at().toString())
                .mergeIn(rest)
                .put("names", shares)
                .encode());
    }

    private static JsonObject shares(Plan plan) {
        JsonObject regions = new JsonObject();
        plan.shares().forEach((region, split) -> {
            JsonObject bp = new JsonObject();
            split.bp().forEach((cdn, share) -> bp.put(cdn.value(), share));
            regions.put(region.value(), bp);
        });
        return regions;
    }
}
