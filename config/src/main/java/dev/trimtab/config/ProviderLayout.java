package dev.trimtab.config;

import static dev.trimtab.config.Shape.KeyShape.optional;
import static dev.trimtab.config.Shape.KeyShape.required;

import dev.trimtab.config.Shape.Choice;
import dev.trimtab.config.Shape.KeyShape;
import dev.trimtab.config.Shape.ListOf;
import dev.trimtab.config.Shape.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each type of DNS provider wants to know. */
final class ProviderLayout {
    /** Types that this build can write to; none of them can steer regions apart. */
    static final Set<String> BUILT = Set.of("embedded", "powerdns", "rfc2136");

    /** Keys that every type has; all others are its settings. */
    static final Set<String> COMMON = Set.of("name", "type", "zone", "credential");

    private static final KeyShape CREDENTIAL = required("credential", Texts.CREDENTIAL, "an entry of `credentials`");
    private static final KeyShape VERIFY = optional(
            "verify",
            new ListOf(Texts.SERVER, 1, 32),
            "",
            "authoritative servers that are asked after each write; port 53 when none is written");

    private static final Section ANY = Section.of(
            required("name", Texts.LABEL, "its name"),
            required("type", Texts.LABEL, "what it is"),
            required("zone", Texts.DNS_NAME, "the zone that holds the steered names"));

    private ProviderLayout() {}

    static Map<String, Section> kinds() {
        Map<String, Section> kinds = new LinkedHashMap<>();
        kinds.put(
                "embedded",
                ANY.with(optional(
                        "ns",
                        new ListOf(Texts.DNS_NAME, 1, 16),
                        "ns1 in the zone",
                        "names of the zone's name servers")));
        kinds.put(
                "powerdns",
                ANY.with(
                        required("url", Texts.HTTP_URL, "of the HTTP API"),
                        optional("server", Texts.LABEL, "localhost", "the API's server id"),
                        CREDENTIAL,
                        VERIFY));
        kinds.put(
                "rfc2136",
                ANY.with(
                        required(
                                "server", Texts.SERVER, "the primary that takes updates; port 53 when none is written"),
                        required("keyName", Texts.DNS_NAME, "name of the TSIG key"),
                        optional(
                                "algorithm",
                                new Choice(List.of("hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512")),
                                "hmac-sha256",
                                "of the TSIG key"),
                        CREDENTIAL,
                        VERIFY));
        kinds.put("route53", ANY.with(required("zoneId", Texts.LABEL, "the hosted zone"), CREDENTIAL));
        kinds.put("ns1", ANY.with(CREDENTIAL));
        return kinds;
    }
}
