package dev.trimtab.config;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.TargetSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the targets of one name. */
final class TargetReader {
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?[0-9]+\\.?");

    private final Known known;
    private final List<RegionId> regions;
    private final Problems problems;

    TargetReader(Known known, List<RegionId> regions, Problems problems) {
        this.known = known;
        this.regions = regions;
        this.problems = problems;
    }

    List<TargetSpec> targets(Cursor name) {
        List<TargetSpec> targets = new ArrayList<>();
        Set<String> cdns = new HashSet<>();
        for (Cursor at : name.items("targets")) {
            Optional<Cursor> cdn = at.get("cdn");
            cdn.flatMap(Cursor::text)
                    .filter(word -> !cdns.add(word))
                    .ifPresent(word -> problems.error(
                            cdn.get().path(),
                            cdn.get().line(),
                            Words.quoted(word) + " is a target of this name already"));
            SpecReader.made(at, problems, () -> target(at)).ifPresent(targets::add);
        }
        return targets;
    }

    private Optional<TargetSpec> target(Cursor at) {
        Optional<String> cdn = at.get("cdn").flatMap(word -> known.reference(word, "CDN", known.cdns()));
        Optional<Answer> answer = at.get("address").flatMap(this::answer);
        SortedMap<RegionId, Integer> weights =
                at.get("weight").map(this::weights).orElseGet(TreeMap::new);
        at.get("probeAt").ifPresent(where -> Endpoint.check(where, problems));
        List<InetAddress> pinned = addresses(at.items("pinned"));
        if (cdn.isEmpty() || answer.isEmpty() || problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        return Optional.of(new TargetSpec(
                new CdnId(cdn.get()), answer.get(), weights, at.text("probeAt").orElse(""), pinned));
    }

    private Optional<Answer> answer(Cursor at) {
        if (at.node() instanceof Node.Sequence) {
            List<InetAddress> addresses = addresses(at.items());
            return addresses.isEmpty() ? Optional.empty() : Optional.of(new Answer.Addresses(addresses));
        }
        String text = at.text().orElse("");
        Optional<InetAddress> address = literal(text);
        if (address.isPresent()) {
            return Optional.of(new Answer.Addresses(List.of(address.get())));
        }
        if (!text.matches(Texts.DNS_NAME.pattern())
                || ENDS_IN_NUMBER.matcher(text).matches()) {
            problems.error(at.path(), at.line(), "is " + at.node().what() + "; expected " + Texts.ADDRESS.expects());
            return Optional.empty();
        }
        return Optional.of(new Answer.Cname(new HostName(text)));
    }

    private List<InetAddress> addresses(List<Cursor> items) {
        List<InetAddress> addresses = new ArrayList<>();
        for (Cursor item : items) {
            Optional<InetAddress> address = item.text().flatMap(TargetReader::literal);
            address.ifPresentOrElse(
                    addresses::add,
                    () -> problems.error(
                            item.path(),
                            item.line(),
                            "is " + item.node().what() + "; expected an IP address: only these may stand in a list"));
        }
        return addresses;
    }

    /** A number holds everywhere; of a map, {@code default} holds for regions of the name that it does not list. */
    private SortedMap<RegionId, Integer> weights(Cursor at) {
        SortedMap<RegionId, Integer> weights = new TreeMap<>();
        Optional<Integer> one = at.whole();
        if (one.isPresent()) {
            regions.forEach(region -> weights.put(region, one.get()));
            return weights;
        }
        Map<String, Cursor> entries = at.entries();
        List<String> own = regions.stream().map(RegionId::value).toList();
        entries.forEach((word, value) -> {
            if (!own.contains(word)) {
                problems.error(
                        value.path(),
                        value.line(),
                        "the name has no region " + Words.quoted(word) + "; " + Words.oneOf(own)
                                + Words.didYouMean(word, own));
            }
        });
        Optional<Integer> otherwise =
                Optional.ofNullable(entries.get(RegionId.DEFAULT.value())).flatMap(Cursor::whole);
        for (RegionId region : regions) {
            Optional<Integer> weight = Optional.ofNullable(entries.get(region.value()))
                    .flatMap(Cursor::whole)
                    .or(() -> otherwise);
            if (weight.isEmpty() && at.node() instanceof Node.Mapping && !entries.containsKey(region.value())) {
                problems.error(at.path(), at.line(), "has no weight for region " + region + " and none for default");
            }
            weight.ifPresent(found -> weights.put(region, found));
        }
        return weights;
    }

    /** Never asks a resolver: only what is written as an address is one. */
    private static Optional<InetAddress> literal(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6_CHARACTERS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
