package dev.trimtab.controller.http;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads an intervention from a request's body: to a whole one, or to all that is wrong with it at once. */
final class InterventionRequest {
    /** Who wants something for longer edits the configuration. */
    static final Duration TTL_MAX = Duration.ofDays(7);

    /** Fits a line of a log, and a screen. */
    static final int REASON_CHARACTERS_MAX = 500;

    static final int LIST_MAX = 1_000;

    private static final Set<String> COMMON = Set.of("ttl", "reason", "overrideRules", "expectPlanDigest");

    private final JsonObject body;
    private final Spec spec;
    private final SortedSet<RegionId> planned;
    private boolean urgent;
    private final List<ApiProblem.Fault> faults = new ArrayList<>();

    /** @param planned the regions that are steered apart now; a wish for another one would have no effect */
    InterventionRequest(JsonObject body, Spec spec, Set<RegionId> planned) {
        this.body = body;
        this.spec = spec;
        this.planned = new TreeSet<>(planned);
    }

    Intervention.Drain drain(String id, String actor, Instant now) {
        known("cdn", "names", "regions", "emergency");
        urgent = flag("emergency");
        Optional<CdnId> cdn = cdn();
        SortedSet<SteeredName> names = names(cdn);
        SortedSet<RegionId> regions = regions();
        Intervention.Claim claim = claim(actor, now);
        return new Intervention.Drain(id, cdn.orElseThrow(this::refused), names, regions, claim);
    }

    Intervention.Pin pin(String id, String actor, Instant now) {
        known("name", "region", "shares");
        Optional<NameSpec> name = name("name");
        Optional<RegionId> region =
                text("region").filter(text -> !text.equals("*")).flatMap(this::region);
        Optional<Shares> shares = name.flatMap(this::shares);
        if (name.isEmpty() && text("name").isEmpty()) {
            fault("/name", "is required");
        }
        Intervention.Claim claim = claim(actor, now);
        return new Intervention.Pin(
                id, name.orElseThrow(this::refused).name(), region, shares.orElseThrow(this::refused), claim);
    }

    Intervention.Freeze freeze(String id, String actor, Instant now) {
        known("name", "scope");
        Optional<String> text = text("name").filter(name -> !name.equals("*"));
        Optional<SteeredName> name =
                text.isEmpty() ? Optional.empty() : name("name").map(NameSpec::name);
        Intervention.Freeze.Scope scope = Intervention.Freeze.Scope.EVERYTHING;
        String word = text("scope").orElse("everything");
        try {
            scope = Intervention.Freeze.Scope.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            fault("/scope", "must be everything or returns, was " + quoted(word));
        }
        return new Intervention.Freeze(id, name, scope, claim(actor, now));
    }

    /** The digest that the caller has reviewed; the plan must still be that one. */
    Optional<String> expectPlanDigest() {
        return text("expectPlanDigest");
    }

    /** Whether it may be kept by this controller alone while the store is away. */
    boolean urgent() {
        return urgent;
    }

    private Intervention.Claim claim(String actor, Instant now) {
        Duration ttl = ttl();
        String reason = text("reason").map(String::strip).orElse("");
        if (reason.isEmpty() || reason.length() > REASON_CHARACTERS_MAX) {
            fault("/reason", "is required: why, in at most " + REASON_CHARACTERS_MAX + " characters");
        }
        TreeSet<String> rules = new TreeSet<>(texts("overrideRules"));
        if (!faults.isEmpty()) {
            throw refused();
        }
        return new Intervention.Claim(actor, reason.replaceAll("\\p{Cntrl}", " "), now, now.plus(ttl), rules);
    }

    private Duration ttl() {
        String text = text("ttl").orElse("");
        Optional<Duration> ttl = duration(text);
        if (ttl.isEmpty()) {
            fault("/ttl", "is required: a duration such as 90s, 30m, 2h or 1d, was " + quoted(text));
        } else if (ttl.get().compareTo(Duration.ofSeconds(1)) < 0 || ttl.get().compareTo(TTL_MAX) > 0) {
            fault("/ttl", "must be 1s to 7d, was " + quoted(text));
        }
        return ttl.orElse(Duration.ofSeconds(1));
    }

    /** Reads {@code 90s}, {@code 30m}, {@code 2h}, {@code 1d}. */
    static Optional<Duration> duration(String text) {
        if (!text.matches("\\d{1,9}[smhd]")) {
            return Optional.empty();
        }
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return Optional.of(
                switch (text.charAt(text.length() - 1)) {
                    case 's' -> Duration.ofSeconds(amount);
                    case 'm' -> Duration.ofMinutes(amount);
                    case 'h' -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    private Optional<CdnId> cdn() {
        String text = text("cdn").orElse("");
        Optional<CdnId> found = spec.cdns().keySet().stream()
                .filter(id -> id.value().equals(text))
                .findFirst();
        if (found.isEmpty()) {
            fault(
                    "/cdn",
                    "no CDN " + quoted(text) + " in this configuration; there are "
                            + spec.cdns().keySet());
        }
        return found;
    }

    private SortedSet<SteeredName> names(Optional<CdnId> cdn) {
        List<String> texts = texts("names");
        TreeSet<SteeredName> names = new TreeSet<>();
        if (texts.isEmpty()) {
            fault("/names", "is required: a list of names, or [\"*\"] for every name that has the CDN");
        } else if (!texts.equals(List.of("*"))) {
            for (int i = 0; i < texts.size(); i++) {
                Optional<NameSpec> name = configured(texts.get(i));
                String pointer = "/names/" + i;
                if (name.isEmpty()) {
                    fault(pointer, "no name " + quoted(texts.get(i)) + " in this configuration");
                } else if (cdn.isPresent() && name.get().target(cdn.get()).isEmpty()) {
                    fault(pointer, name.get().name() + " has no target at " + cdn.get());
                } else {
                    names.add(name.get().name());
                }
            }
        }
        return names;
    }

    private SortedSet<RegionId> regions() {
        TreeSet<RegionId> regions = new TreeSet<>();
        for (String text : texts("regions")) {
            if (!text.equals("*")) {
                region(text).ifPresent(regions::add);
            }
        }
        return regions;
    }

    private Optional<RegionId> region(String text) {
        Optional<RegionId> found =
                planned.stream().filter(id -> id.value().equals(text)).findFirst();
        if (found.isEmpty()) {
            fault(
                    "/regions",
                    "no region " + quoted(text) + " that is steered apart at these providers; there are " + planned);
        }
        return found;
    }

    private Optional<NameSpec> name(String field) {
        Optional<String> text = text(field);
        Optional<NameSpec> found = text.flatMap(this::configured);
        if (text.isPresent() && found.isEmpty()) {
            fault("/" + field, "no name " + quoted(text.get()) + " in this configuration");
        }
        return found;
    }

    private Optional<NameSpec> configured(String text) {
        return spec.names().values().stream()
                .filter(name -> name.name().value().equalsIgnoreCase(text)
                        || name.name().withoutDot().equalsIgnoreCase(text))
                .findFirst();
    }

    private Optional<Shares> shares(NameSpec name) {
        if (!(body.getValue("shares") instanceof JsonObject object)) {
            fault("/shares", "is required: basis points per CDN that add up to " + Shares.WHOLE);
            return Optional.empty();
        }
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        long sum = 0;
        for (String key : object.fieldNames()) {
            Optional<CdnId> cdn = name.targets().stream()
                    .map(target -> target.cdn())
                    .filter(id -> id.value().equals(key))
                    .findFirst();
            if (cdn.isEmpty()) {
                fault("/shares", name.name() + " has no target at " + quoted(key));
            } else if (object.getValue(key) instanceof Integer share && share >= 0 && share <= Shares.WHOLE) {
                bp.put(cdn.get(), share);
                sum += share;
            } else {
                fault("/shares", "a share is a whole number of basis points, 0 to " + Shares.WHOLE);
            }
        }
        if (sum != Shares.WHOLE) {
            fault("/shares", "must add up to " + Shares.WHOLE + " basis points, was " + sum);
            return Optional.empty();
        }
        return Optional.of(new Shares(bp));
    }

    private Optional<String> text(String field) {
        Object value = body.getValue(field);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        fault("/" + field, "must be a string");
        return Optional.empty();
    }

    private boolean flag(String field) {
        @Nullable Object value = body.getValue(field);
        if (value != null && !(value instanceof Boolean)) {
            fault("/" + field, "must be true or false");
        }
        return Boolean.TRUE.equals(value);
    }

    private List<String> texts(String field) {
        @Nullable Object value = body.getValue(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array)
                || array.size() > LIST_MAX
                || array.stream().anyMatch(item -> !(item instanceof String))) {
            fault("/" + field, "must be a list of at most " + LIST_MAX + " strings");
            return List.of();
        }
        return array.stream()
                .map(Function.<Object>identity().andThen(Object::toString))
                .toList();
    }

    private void known(String... fields) {
        Collection<String> known = new TreeSet<>(COMMON);
        known.addAll(List.of(fields));
        body.fieldNames().stream()
                .filter(field -> !known.contains(field))
                .forEach(field ->
                        fault("/" + field.replace("~", "~0").replace("/", "~1"), "is not known; there are " + known));
    }

    private void fault(String pointer, String detail) {
        if (faults.size() < 50) {
            faults.add(new ApiProblem.Fault(pointer, detail));
        }
    }

    private ApiProblem refused() {
        return new ApiProblem(
                ApiProblem.Code.VALIDATION_FAILED,
                faults.size() == 1
                        ? faults.get(0).pointer() + " " + faults.get(0).detail()
                        : faults.size() + " things are wrong with the body",
                faults,
                new JsonObject());
    }

    private static String quoted(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return "\"" + (printable.length() > 80 ? printable.substring(0, 80) + "…" : printable) + "\"";
    }
}
