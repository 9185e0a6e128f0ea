package dev.trimtab.config;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the CDNs: what they are, what they carry, when they end. */
final class CdnReader {
    private static final int WARM_MAX_BP = 1_000;
    private static final Duration GATE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration GATE_TIMEOUT_MIN = Duration.ofMillis(100);
    private static final Duration GATE_TIMEOUT_MAX = Duration.ofMinutes(2);

    private final Cursor root;
    private final Known known;
    private final Problems problems;

    CdnReader(Cursor root, Known known, Problems problems) {
        this.root = root;
        this.known = known;
        this.problems = problems;
    }

    SortedMap<CdnId, CdnSpec> cdns() {
        SortedMap<CdnId, CdnSpec> cdns = new TreeMap<>();
        for (Cursor at : root.items("cdns")) {
            SpecReader.made(at, problems, () -> cdn(at)).ifPresent(cdn -> cdns.putIfAbsent(cdn.id(), cdn));
        }
        return cdns;
    }

    private Optional<CdnSpec> cdn(Cursor at) {
        Optional<Cursor> capacity = at.get("capacity");
        Optional<Cursor> share = capacity.flatMap(it -> it.get("maxShare"));
        int maxShareBp = share.map(it -> percent(it, Shares.WHOLE, "100%")).orElse(Shares.WHOLE);
        SortedMap<RegionId, Integer> regionCaps = capacity.map(this::regionCaps).orElseGet(TreeMap::new);
        Optional<CdnSpec.Cache> cache = at.get("cache").flatMap(this::cache);
        CdnSpec.Rates rates = capacity.map(this::rates).orElse(CdnSpec.Rates.NONE);
        Optional<Integer> headroom =
                capacity.flatMap(it -> it.get("headroom")).map(it -> percent(it, Shares.WHOLE - 1, "99.99%"));
        Optional<CdnSpec.Bypass> bypass = at.get("bypass").flatMap(this::bypass);
        int warm = at.get("warm").map(it -> percent(it, WARM_MAX_BP, "10%")).orElse(0);
        Optional<LocalDate> endsOn = at.get("endsOn").flatMap(this::date);
        if (problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        CdnKind kind = CdnKind.valueOf(at.text("kind").orElse("").toUpperCase(Locale.ROOT));
        if (kind == CdnKind.ORIGIN && share.isEmpty()) {
            problems.warning(
                    at.path(), at.line(), "an origin without capacity.maxShare may be given all traffic at once");
        }
        if (bypass.isPresent() && kind != CdnKind.ORIGIN) {
            problems.error(at.path() + ".bypass", at.line(), "only an origin has one");
            return Optional.empty();
        }
        if (rates.declared() && rates.asked().isEmpty()) {
            Optional<Cursor> signal = capacity.flatMap(it -> it.get("demand"));
            Cursor where = signal.or(() -> capacity).orElse(at);
            problems.warning(
                    where.path(),
                    where.line(),
                    signal.isPresent()
                            ? "signals are not built yet: requests a second limit nothing, only shares do; a number"
                                    + " instead of the signal's name makes them a limit"
                            : "requests a second limit nothing while it is not known how many are asked: say a number"
                                    + " in capacity.demand; until then only shares limit");
        }
        CdnId id = new CdnId(at.text("name").orElse(""));
        List<String> gaps = at.texts("knownGaps");
        return Optional.of(new CdnSpec(
                id,
                kind,
                maxShareBp,
                at.says("standby"),
                gaps,
                regionCaps,
                cache,
                warm,
                endsOn,
                rates,
                headroom.orElse(CdnSpec.headroomBp(kind)),
                bypass));
    }

    private SortedMap<RegionId, Integer> regionCaps(Cursor capacity) {
        TreeMap<RegionId, Integer> caps = new TreeMap<>();
        for (Map.Entry<String, Cursor> entry : capacity.entries("regions").entrySet()) {
            Cursor at = entry.getValue();
            if (!known.regions().contains(entry.getKey())) {
                problems.error(
                        at.path(),
                        at.line(),
                        "there is no region " + Words.quoted(entry.getKey()) + "; " + Words.oneOf(known.regions())
                                + Words.didYouMean(entry.getKey(), known.regions()));
            } else if (at.whole().isEmpty()) {
                caps.put(new RegionId(entry.getKey()), percent(at, Shares.WHOLE, "100%"));
            }
        }
        return caps;
    }

    private Optional<CdnSpec.Bypass> bypass(Cursor at) {
        Duration timeout = at.text("timeout").flatMap(Amounts::duration).orElse(GATE_TIMEOUT);
        if (timeout.compareTo(GATE_TIMEOUT_MIN) < 0 || timeout.compareTo(GATE_TIMEOUT_MAX) > 0) {
            problems.error(
                    at.path() + ".timeout", at.line(), "is " + Amounts.shown(timeout) + "; expected 100ms to 2m");
            return Optional.empty();
        }
        Optional<String> secret = at.get("credential")
                .flatMap(named -> known.reference(named, "credential", known.credentials())
                        .flatMap(name -> secretFile(named, name)));
        Optional<String> approval = at.text("approval")
                .filter("operator"::equals)
                .map(asked -> "its way in needs an operator's approval: a pin");
        return Optional.of(new CdnSpec.Bypass(
                at.text("gate"), secret, timeout, at.text("veto").or(() -> approval)));
    }

    private Optional<String> secretFile(Cursor named, String name) {
        Optional<Cursor> credential =
                Optional.ofNullable(root.entries("credentials").get(name));
        Optional<String> path = credential
                .filter(found -> found.text("type").filter("file"::equals).isPresent())
                .flatMap(found -> found.text("path"));
        if (path.isEmpty()) {
            problems.error(named.path(), named.line(), "is not of type file; expected one that names a file");
        }
        return path;
    }

    private CdnSpec.Rates rates(Cursor capacity) {
        TreeMap<RegionId, Long> byRegion = new TreeMap<>();
        capacity.entries("regions")
                .forEach((region, at) -> rate(at).filter(rps -> known.regions().contains(region))
                        .ifPresent(rps -> byRegion.put(new RegionId(region), rps)));
        return new CdnSpec.Rates(
                capacity.get("maxRps").flatMap(CdnReader::rate),
                byRegion,
                capacity.get("demand").flatMap(CdnReader::rate));
    }

    /** A whole number above zero; the shape has named every other. */
    private static Optional<Long> rate(Cursor at) {
        return at.whole().filter(rps -> rps > 0).map(Integer::longValue);
    }

    private Optional<CdnSpec.Cache> cache(Cursor at) {
        int warm = at.get("warm").map(it -> percent(it, Shares.WHOLE, "100%")).orElse(0);
        int cold = at.get("cold").map(it -> percent(it, Shares.WHOLE, "100%")).orElse(0);
        if (cold > warm) {
            problems.error(
                    at.path(),
                    at.line(),
                    "cold is " + Shares.percent(cold) + ", more than warm, " + Shares.percent(warm));
            return Optional.empty();
        }
        return Optional.of(new CdnSpec.Cache((double) warm / Shares.WHOLE, (double) cold / Shares.WHOLE));
    }

    private Optional<LocalDate> date(Cursor at) {
        try {
            return at.text().map(LocalDate::parse);
        } catch (DateTimeParseException noSuchDay) {
            problems.error(
                    at.path(), at.line(), "there is no such day: " + at.text().orElse(""));
            return Optional.empty();
        }
    }

    private int percent(Cursor at, int max, String said) {
        int bp = at.text().flatMap(Amounts::basisPoints).orElse(0);
        if (bp > max) {
            problems.error(at.path(), at.line(), "is " + Shares.percent(bp) + "; expected 0% to " + said);
        }
        return Math.min(bp, max);
    }
}
