package dev.trimtab.config;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.records.Canary;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.CredentialSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what names refer to: credentials, providers, regions, CDNs, vantages. */
final class WorldReader {
    /** RFC 8410: what stands before the 32 bytes of every Ed25519 public key. */
    private static final String ED25519_PREFIX = "302a300506032b6570032100";

    private final Cursor root;
    private final Known known;
    private final Problems problems;

    WorldReader(Cursor root, Known known, Problems problems) {
        this.root = root;
        this.known = known;
        this.problems = problems;
    }

    SortedMap<String, CredentialSpec> credentials() {
        SortedMap<String, CredentialSpec> credentials = new TreeMap<>();
        root.entries("credentials").forEach((name, at) -> {
            String type = at.text("type").orElse("");
            SortedMap<String, String> settings = new TreeMap<>();
            at.entries().forEach((key, value) -> {
                if (!key.equals("type")) {
                    value.text().ifPresent(text -> settings.put(key, text));
                }
            });
            credentials.put(name, new CredentialSpec(name, type, settings));
            if (!type.equals("file") && !problems.hasErrorsUnder(at.path())) {
                problems.warning(
                        at.path(), at.line(), "credentials of type " + type + ": not built yet, has no effect");
            }
        });
        return credentials;
    }

    SortedMap<ProviderId, ProviderSpec> providers(SortedMap<String, CredentialSpec> credentials) {
        SortedMap<ProviderId, ProviderSpec> providers = new TreeMap<>();
        for (Cursor at : root.items("providers")) {
            SpecReader.made(at, problems, () -> provider(at, credentials))
                    .ifPresent(provider -> providers.putIfAbsent(provider.id(), provider));
        }
        return providers;
    }

    private Optional<ProviderSpec> provider(Cursor at, SortedMap<String, CredentialSpec> credentials) {
        Optional<String> credential = at.text("credential");
        if (credential.isPresent() && !credentials.containsKey(credential.get())) {
            // The value is not repeated: it may be the secret itself.
            problems.error(
                    at.path() + ".credential",
                    at.get("credential").map(Cursor::line).orElse(at.line()),
                    "names no entry of credentials; " + Words.oneOf(credentials.keySet()));
        }
        SortedMap<String, String> settings = new TreeMap<>();
        at.entries().forEach((key, value) -> {
            if (!ProviderLayout.COMMON.contains(key)) {
                settings.put(key, value.text().orElseGet(() -> String.join(",", at.texts(key))));
            }
        });
        at.items("verify").forEach(server -> Endpoint.check(server, problems));
        String type = at.text("type").orElse("");
        if (type.equals("rfc2136")) {
            at.get("server").ifPresent(server -> Endpoint.check(server, problems));
        }
        if (at.text("name").isEmpty() || at.text("zone").isEmpty() || problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        if (!ProviderLayout.BUILT.contains(type)) {
            problems.warning(
                    at.path() + ".type", at.line(), "providers of type " + type + ": not built yet, has no effect");
        }
        String zone = SteeredName.of(at.text("zone").get()).value();
        if (zone.length() > Canary.ZONE_CHARACTERS_MAX) {
            problems.error(
                    at.path() + ".zone",
                    at.get("zone").map(Cursor::line).orElse(at.line()),
                    "has " + zone.length() + " characters, at most " + Canary.ZONE_CHARACTERS_MAX
                            + " leave room for the record of trial writes beside its names");
            return Optional.empty();
        }
        return Optional.of(new ProviderSpec(new ProviderId(at.text("name").get()), type, zone, credential, settings));
    }

    SortedMap<RegionId, RegionSpec> regions() {
        SortedMap<RegionId, RegionSpec> regions = new TreeMap<>();
        int users = 0;
        for (Map.Entry<String, Cursor> entry : root.entries("regions").entrySet()) {
            Cursor at = entry.getValue();
            Optional<RegionSpec> region = SpecReader.made(at, problems, () -> region(entry.getKey(), at));
            users += region.map(RegionSpec::usersBp).orElse(0);
            region.ifPresent(found -> regions.put(found.id(), found));
        }
        if (users > Shares.WHOLE) {
            problems.error(
                    "regions",
                    root.get("regions").map(Cursor::line).orElse(0),
                    "users add up to " + Shares.percent(users) + ", more than everybody");
        }
        regions.putIfAbsent(RegionId.DEFAULT, new RegionSpec(RegionId.DEFAULT, List.of(), List.of(), List.of(), 0));
        return regions;
    }

    private Optional<RegionSpec> region(String name, Cursor at) {
        RegionId id = new RegionId(name);
        if (id.equals(RegionId.DEFAULT)) {
            for (String key : List.of("continents", "countries", "networks")) {
                at.get(key)
                        .ifPresent(value -> problems.error(
                                value.path(), value.line(), "default is everybody else; it has no " + key));
            }
        }
        int users = at.text("users").flatMap(Amounts::basisPoints).orElse(0);
        return Optional.of(
                new RegionSpec(id, at.texts("continents"), at.texts("countries"), at.texts("networks"), users));
    }

    SortedMap<CdnId, CdnSpec> cdns(Known known) {
        return new CdnReader(root, known, problems).cdns();
    }

    SortedMap<VantageId, VantageSpec> vantages() {
        Known.declared(root, "vantages", problems);
        SortedMap<VantageId, VantageSpec> vantages = new TreeMap<>();
        List<Cursor> items = root.items("vantages");
        List<String> keyless = new ArrayList<>();
        for (Cursor at : items) {
            SpecReader.made(at, problems, () -> vantage(at)).ifPresent(vantage -> {
                vantages.putIfAbsent(vantage.id(), vantage);
                if (vantage.publicKey().isEmpty()) {
                    keyless.add(vantage.id().value());
                }
            });
        }
        if (!keyless.isEmpty()) {
            problems.warning(
                    "vantages",
                    root.get("vantages").map(Cursor::line).orElse(0),
                    keyless.size() + " of " + items.size() + " have no publicKey, so that their reports are refused: "
                            + String.join(", ", keyless));
        }
        return vantages;
    }

    private Optional<VantageSpec> vantage(Cursor at) {
        at.get("region").ifPresent(region -> known.reference(region, "region", known.regions()));
        at.get("publicKey").ifPresent(this::key);
        if (problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        return Optional.of(new VantageSpec(
                new VantageId(at.text("name").orElse("")),
                new RegionId(at.text("region").orElse("")),
                Network.of(at.text("network").orElse("")),
                at.text("publicKey")));
    }

    private void key(Cursor at) {
        String text = at.text().orElse("");
        if (text.matches(Texts.PUBLIC_KEY.pattern())
                && !HexFormat.of().formatHex(Base64.getDecoder().decode(text)).startsWith(ED25519_PREFIX)) {
            problems.error(at.path(), at.line(), "is another kind of key; expected " + Texts.PUBLIC_KEY.expects());
        }
    }
}
