package dev.trimtab.config;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.CredentialSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one steered name with everything that is asked for it, defaults filled in. */
final class NameReader {
    /** What a name refers to, as far as it could be read. */
    record World(
            SortedMap<String, CredentialSpec> credentials,
            SortedMap<ProviderId, ProviderSpec> providers,
            SortedMap<CdnId, CdnSpec> cdns,
            SortedMap<VantageId, VantageSpec> vantages,
            SortedMap<ProbeId, ProbeSpec> probes) {}

    private final Cursor root;
    private final Known known;
    private final World world;
    private final Problems problems;
    private final List<String> publishTo;

    NameReader(Cursor root, Known known, World world, Problems problems) {
        this.root = root;
        this.known = known;
        this.world = world;
        this.problems = problems;
        this.publishTo = root.get("publish")
                .map(publish -> known.references(publish.items("to"), "provider", known.providers()))
                .orElse(List.of());
    }

    Optional<NameSpec> name(Cursor at) {
        List<Cursor> layers =
                Stream.concat(Stream.of(at), root.get("defaults").stream()).toList();
        PolicyReader.Policy read = new PolicyReader(new Layers(layers, problems), at, problems).read();
        List<String> probes = known.references(at.items("probes"), "probe", known.probes());
        List<RegionId> regions = regions(at);
        List<TargetSpec> targets = new TargetReader(known, regions, problems).targets(at);
        List<CdnId> order = fallbackOrder(at, targets);
        Optional<SteeredName> name = at.text("name")
                .filter(text -> text.matches(Texts.DNS_NAME.pattern()))
                .map(SteeredName::of);
        List<ProviderSpec> providers =
                name.map(steered -> providers(at, steered)).orElse(List.of());
        if (name.isEmpty() || problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        List<HostName> hosts = hosts(at, name.get());
        RecordType type = type(at, name.get(), targets, providers);
        refuseLoops(at, name.get(), hosts, targets);
        if (targets.isEmpty() || problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        SteeringReview review = new SteeringReview(world, problems);
        review.warn(at, regions, targets, probes, read.quorum());
        new ProbingReview(world, problems).warn(at, targets, probes, read.detect());
        String notSteered = review.notSteeredBecause(at, name.get(), providers, regions, targets);
        return Optional.of(new NameSpec(
                name.get(),
                hosts,
                type,
                read.ttl(),
                probes.stream().map(ProbeId::new).toList(),
                regions,
                read.quorum(),
                targets,
                order,
                providers.stream().map(ProviderSpec::id).toList(),
                read.detect(),
                read.failback(),
                read.limits(),
                read.automation(),
                labels(at),
                notSteered.isEmpty(),
                notSteered));
    }

    private static SortedMap<String, String> labels(Cursor at) {
        SortedMap<String, String> labels = new TreeMap<>();
        at.entries("labels").forEach((key, value) -> value.text().ifPresent(text -> labels.put(key, text)));
        return labels;
    }

    /** The regions asked for; everybody else is always among them. */
    private List<RegionId> regions(Cursor at) {
        SequencedSet<RegionId> regions = new LinkedHashSet<>();
        known.references(at.items("regions"), "region", known.regions()).stream()
                .filter(word -> word.matches(Texts.LABEL.pattern()))
                .forEach(word -> regions.add(new RegionId(word)));
        regions.add(RegionId.DEFAULT);
        return List.copyOf(regions);
    }

    private List<HostName> hosts(Cursor at, SteeredName name) {
        SequencedSet<HostName> hosts = new LinkedHashSet<>();
        for (Cursor item : at.items("hosts")) {
            item.text()
                    .map(HostName::new)
                    .filter(host -> !hosts.add(host))
                    .ifPresent(host -> problems.error(
                            item.path(), item.line(), Words.quoted(host.value()) + " stands here a second time"));
        }
        return hosts.isEmpty() ? List.of(new HostName(name.withoutDot())) : List.copyOf(hosts);
    }

    private List<CdnId> fallbackOrder(Cursor at, List<TargetSpec> targets) {
        SequencedSet<String> own = targets.stream()
                .map(target -> target.cdn().value())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Optional<Cursor> asked = at.get("fallbackOrder");
        if (asked.isEmpty()) {
            return targets.stream()
                    .map(TargetSpec::cdn)
                    .sorted(Comparator.comparing(this::kind))
                    .toList();
        }
        List<String> order = known.references(asked.get().items(), "target of this name for CDN", own);
        List<String> missing = own.stream().filter(cdn -> !order.contains(cdn)).toList();
        if (!missing.isEmpty()) {
            problems.error(
                    asked.get().path(),
                    asked.get().line(),
                    "leaves out " + String.join(", ", missing) + "; expected every target once");
        }
        return order.stream()
                .filter(word -> word.matches(Texts.LABEL.pattern()))
                .map(CdnId::new)
                .toList();
    }

    /** Declared as edge, origin, static: the order in which they take over. */
    private CdnKind kind(CdnId cdn) {
        return Optional.ofNullable(world.cdns().get(cdn)).map(CdnSpec::kind).orElse(CdnKind.EDGE);
    }

    private List<ProviderSpec> providers(Cursor at, SteeredName name) {
        List<Cursor> own = at.items("providers");
        List<String> asked = known.references(own, "provider", known.providers());
        for (Cursor item : own) {
            item.text()
                    .filter(word -> word.matches(Texts.LABEL.pattern()))
                    .map(word -> world.providers().get(new ProviderId(word)))
                    .filter(provider -> !holds(provider, name))
                    .ifPresent(provider -> problems.error(
                            item.path(),
                            item.line(),
                            "the zone of " + provider.id() + ", " + provider.zone() + ", does not hold " + name));
        }
        List<String> wanted = asked.isEmpty() ? publishTo : asked;
        List<ProviderSpec> holding = new ArrayList<>();
        for (ProviderSpec provider : world.providers().values()) {
            if ((wanted.isEmpty() || wanted.contains(provider.id().value())) && holds(provider, name)) {
                holding.add(provider);
            }
        }
        boolean allRead = world.providers().size() == known.providers().size();
        if (holding.isEmpty() && allRead && !problems.hasErrorsUnder(at.path() + ".providers")) {
            problems.error(
                    at.path() + ".name",
                    at.get("name").map(Cursor::line).orElse(at.line()),
                    name + " lies in no zone of " + (wanted.isEmpty() ? "a provider" : String.join(", ", wanted))
                            + "; zones: "
                            + world.providers().values().stream()
                                    .map(ProviderSpec::zone)
                                    .distinct()
                                    .collect(Collectors.joining(", ")));
        }
        return holding;
    }

    private static boolean holds(ProviderSpec provider, SteeredName name) {
        return name.value().equals(provider.zone()) || name.value().endsWith("." + provider.zone());
    }

    private RecordType type(Cursor at, SteeredName name, List<TargetSpec> targets, List<ProviderSpec> providers) {
        boolean onlyNames = targets.stream().allMatch(target -> target.answer() instanceof Answer.Cname);
        RecordType type =
                at.text("type").map(RecordType::valueOf).orElse(onlyNames ? RecordType.CNAME : RecordType.ADDRESS);
        List<Cursor> items = at.items("targets");
        for (int i = 0; i < targets.size(); i++) {
            TargetSpec target = targets.get(i);
            if (target.answer() instanceof Answer.Cname != (type == RecordType.CNAME)) {
                problems.error(
                        items.get(i).path() + ".address",
                        items.get(i).line(),
                        "is " + Words.quoted(target.answer().toString()) + "; a name of type " + type + " needs "
                                + (type == RecordType.CNAME ? "a DNS name" : "IP addresses") + " for every target");
            }
        }
        if (type == RecordType.CNAME) {
            providers.stream()
                    .filter(provider -> provider.zone().equals(name.value()))
                    .findFirst()
                    .ifPresent(provider -> problems.error(
                            at.path() + ".type",
                            at.line(),
                            name + " is the top of the zone of " + provider.id()
                                    + ", where no CNAME may stand; give addresses, or steer a name below it"));
        }
        return type;
    }

    private void refuseLoops(Cursor at, SteeredName name, List<HostName> hosts, List<TargetSpec> targets) {
        List<Cursor> items = at.items("targets");
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).answer() instanceof Answer.Cname cname
                    && (hosts.contains(cname.host()) || cname.host().value().equals(name.withoutDot()))) {
                problems.error(
                        items.get(i).path() + ".address",
                        items.get(i).line(),
                        "is " + Words.quoted(cname.host().value()) + ", which leads back to this name");
            }
        }
    }
}
