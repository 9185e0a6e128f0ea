package dev.trimtab.config;

import static dev.trimtab.config.Shape.KeyShape.later;
import static dev.trimtab.config.Shape.KeyShape.optional;
import static dev.trimtab.config.Shape.KeyShape.required;

import dev.trimtab.config.Shape.ByKind;
import dev.trimtab.config.Shape.Choice;
import dev.trimtab.config.Shape.Either;
import dev.trimtab.config.Shape.Flag;
import dev.trimtab.config.Shape.KeyShape;
import dev.trimtab.config.Shape.ListOf;
import dev.trimtab.config.Shape.MapOf;
import dev.trimtab.config.Shape.Section;
import dev.trimtab.config.Shape.Whole;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.TargetSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole file as one table: every key, its form, its default, its meaning. */
final class Layout {
    /** Lists that people write by hand. */
    static final int LIST_MAX = 256;

    /** The engine's design size is 10 000 names. */
    static final int NAMES_MAX = 20_000;

    static final String API_VERSION = "trimtab.dev/v1";

    static final Section DETECT = Section.of(
            optional("interval", Texts.DURATION, "10s", "between two looks of one agent at one check; 100ms to 1h"),
            optional("timeout", Texts.DURATION, "4s", "total budget of one look; 10ms to 5m"),
            optional(
                    "fall",
                    new Whole(1, 100),
                    "2",
                    "failed looks in a row that bring a target down; the first is confirmed at once"),
            optional("rise", new Whole(1, 1000), "6", "intervals in a row without a failed look that bring it up"),
            optional("window", Texts.DURATION, "5m", "over which failure ratios are judged; 1s to 24h"),
            optional(
                    "budget",
                    new Whole(1, DetectSpec.BUDGET_MAX),
                    String.valueOf(DetectSpec.BUDGET_DEFAULT),
                    "looks a second that one agent makes at one host at most, confirmations and suspicions included"));

    static final Section FAILBACK = Section.of(
            optional(
                    "mode",
                    new Choice(List.of("auto", "manual", "window")),
                    "auto",
                    "who starts a return: itself, an operator who approves the plan in which it begins, or itself while `window` is open"),
            optional(
                    "window",
                    Section.of(
                            optional(
                                    "days",
                                    new ListOf(
                                            new Choice(List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")), 1, 7),
                                    "every day",
                                    "on which it begins"),
                            required("from", Texts.TIME_OF_DAY, "when it begins, by the clock of `zone`"),
                            required(
                                    "to",
                                    Texts.TIME_OF_DAY,
                                    "when it ends; no later than `from`, it goes over midnight and counts to the day on which it begins"),
                            optional("zone", Texts.ANY, "UTC", "a time zone such as Europe/Berlin")),
                    "",
                    "with `mode: window`: when returns begin and go on"),
            optional("holdDown", Texts.DURATION, "20m", "clean time before the first step"),
            optional(
                    "relapse", new Choice(List.of("double", "keep")), "double", "what a relapse does to the hold-down"),
            optional("holdDownMax", Texts.DURATION, "2h", "cap of the doubled hold-down"),
            optional("firstStep", Texts.PERCENT, "1%", "share of the first step"),
            optional("stepMax", Texts.PERCENT, "10%", "most that one further step adds, in points of share"),
            optional("stepEvery", Texts.DURATION, "5m", "pause between steps"));

    static final Section QUORUM = Section.of(
            optional("networks", new Whole(1, 1000), "2", "distinct networks that must hold one belief"),
            optional(
                    "reporting",
                    new Whole(1, 1000),
                    "2, or `networks` when that is more",
                    "distinct networks that must report at all"));

    static final Section LIMITS = Section.of(
            optional("returnPerChange", Texts.PERCENT, "10%", "most share that one return may move"),
            optional("changesPerHour", new Whole(1, 100_000), "18", "writes of one name within sixty minutes"),
            optional(
                    "reservedForEscapes",
                    new Whole(0, 100_000),
                    "6",
                    "how many of them only escapes and operators may spend"));

    private static final List<KeyShape> PER_NAME = List.of(
            optional("detect", DETECT, "", "how targets are looked at"),
            optional("failback", FAILBACK, "", "how traffic comes back"),
            optional("onNoData", new Choice(List.of("hold")), "hold", "missing data never moves traffic"),
            optional(
                    "automation",
                    new Choice(List.of("observe", "recommend", "auto")),
                    "observe",
                    "`observe` records, `recommend` asks an operator, `auto` writes"),
            optional("ttl", Texts.DURATION, "30s", "of the published records; whole seconds, 1s to 24h"),
            optional("quorum", QUORUM, "", "how many must agree, counted in networks of vantages"),
            optional("limits", LIMITS, "", "limits on change"),
            optional(
                    "whenAllUnhealthy",
                    new Choice(List.of("keep-last-good")),
                    "keep-last-good",
                    "what stays published when nothing is healthy"));

    static final Section REGION = Section.of(
            optional(
                    "continents",
                    new ListOf(new Choice(List.of("AF", "AN", "AS", "EU", "NA", "OC", "SA")), 0, 7),
                    "",
                    "continents of its users"),
            optional("countries", new ListOf(Texts.COUNTRY, 0, LIST_MAX), "", "countries of its users"),
            optional("networks", new ListOf(Texts.CIDR, 0, LIST_MAX), "", "networks of its users"),
            optional("users", Texts.PERCENT, "0%", "its part of all users"));

    static final Section CDN = Section.of(
            required("name", Texts.LABEL, "its name"),
            required(
                    "kind",
                    new Choice(List.of("edge", "origin", "static")),
                    "a delivery network, your own servers, or a sorry page at another vendor"),
            optional(
                    "capacity",
                    Section.of(
                            optional(
                                    "maxShare",
                                    Texts.PERCENT,
                                    "100%",
                                    "most of a name's traffic that it may be given, less `headroom`"),
                            optional(
                                    "regions",
                                    new MapOf(
                                            Texts.LABEL,
                                            new Either(
                                                    List.of(Texts.PERCENT, new Whole(1, 1_000_000_000)),
                                                    "a percentage, or a whole number of requests a second"),
                                            0),
                                    "",
                                    "most that it carries for one region: a percentage of all users' traffic, or a whole number of requests a second"),
                            optional(
                                    "maxRps",
                                    new Whole(1, 1_000_000_000),
                                    "",
                                    "most requests a second, a limit where `demand` is known; of an origin: what safety rules call `origin.maxRps`"),
                            optional(
                                    "demand",
                                    new Either(
                                            List.of(new Whole(1, 1_000_000_000), Texts.LABEL),
                                            "a whole number of requests a second, or the name of a signal"),
                                    "",
                                    "requests a second that users ask of all CDNs together: a number, at the usual peak, or a signal (signals are not built yet)"),
                            optional(
                                    "headroom",
                                    Texts.PERCENT,
                                    "10% of an origin, else 0%",
                                    "part of the capacity that stays free")),
                    "",
                    "what it can carry"),
            optional("standby", new Flag(), "false", "gets nothing by weight, only by fallback"),
            optional(
                    "cache",
                    Section.of(
                            required("warm", Texts.PERCENT, "hit ratio in everyday use"),
                            required("cold", Texts.PERCENT, "hit ratio after being unused")),
                    "",
                    "what it finds in its cache: sizes each step towards it by what the origin can carry"),
            optional("warm", Texts.PERCENT, "0%", "share that a standby keeps, at most 10%"),
            optional("endsOn", Texts.DATE, "", "the day on which it ends; it leaves by steps on the day before"),
            optional(
                    "knownGaps",
                    new ListOf(Texts.ANY, 0, LIST_MAX),
                    "",
                    "what users lose there; shown before every drain towards it"),
            later(
                    "commit",
                    Section.of(
                            required("maxRps", new Whole(1, 1_000_000_000), "requests a second that are contracted")),
                    "what is contracted"),
            optional(
                    "bypass",
                    Section.of(
                            optional(
                                    "gate",
                                    Texts.HTTP_URL,
                                    "",
                                    "webhook that opens the way before traffic moves, and closes it after the return"),
                            optional(
                                    "credential",
                                    Texts.CREDENTIAL,
                                    "",
                                    "an entry of credentials, of type file: the token that the gate is asked with"),
                            optional("timeout", Texts.DURATION, "10s", "of one asking; 100ms to 2m"),
                            optional(
                                    "veto",
                                    Texts.ANY,
                                    "",
                                    "why nobody is sent straight to it, whatever happens; while it stands here nobody is"),
                            optional(
                                    "approval",
                                    new Choice(List.of("none", "operator")),
                                    "none",
                                    "`operator`: nobody is sent straight to it unless an operator pins it")),
                    "",
                    "of an origin: what must happen before users go straight to it"));

    static final Section VANTAGE = Section.of(
            required("name", Texts.LABEL, "its name"),
            required("region", Texts.LABEL, "the region whose users it stands for"),
            required(
                    "network",
                    new Either(List.of(Texts.ASN, new Whole(1, 4_294_967_295L)), Texts.ASN.expects()),
                    "the network that it looks from: the unit of every quorum"),
            optional(
                    "publicKey",
                    Texts.PUBLIC_KEY,
                    "",
                    "Ed25519, signs its reports; without one its reports are refused"));

    static final Section TARGET = Section.of(
            required("cdn", Texts.LABEL, "the CDN"),
            required(
                    "address",
                    new Either(
                            List.of(Texts.ADDRESS, new ListOf(Texts.ADDRESS, 1, 32)),
                            "a DNS name, an IP address, or a list of IP addresses"),
                    "what is handed out"),
            required(
                    "weight",
                    new Either(
                            List.of(
                                    new Whole(0, TargetSpec.WEIGHT_MAX),
                                    new MapOf(Texts.LABEL, new Whole(0, TargetSpec.WEIGHT_MAX), 1)),
                            "a whole number, or a map of region to whole number"),
                    "relative; a number for all regions or a map, where `default` holds for the regions that it does not list"),
            optional(
                    "probeAt",
                    Texts.HOST_PORT,
                    "the address itself",
                    "where probes connect instead of resolving the address"),
            optional(
                    "pinned",
                    new ListOf(Texts.ADDRESS, 1, 32),
                    "",
                    "IP addresses of edges that `pinned` probes ask, past the target's DNS"));

    static final Section NAME = Section.of(
                    required("name", Texts.DNS_NAME, "the DNS name that is steered"),
                    optional(
                            "hosts",
                            new ListOf(Texts.DNS_NAME, 1, LIST_MAX),
                            "the name itself",
                            "what users type: SNI, Host header and certificate"),
                    optional("labels", new MapOf(Texts.LABEL, Texts.ANY, 0), "", "for people and metrics"),
                    optional(
                            "type",
                            new Choice(List.of("CNAME", "ADDRESS")),
                            "by the targets' addresses",
                            "what is published: a CNAME, or A and AAAA"),
                    required("probes", new ListOf(Texts.LABEL, 1, LIST_MAX), "the checks that run on its targets"),
                    optional(
                            "regions",
                            new ListOf(Texts.LABEL, 1, LIST_MAX),
                            "[default]",
                            "which users are steered apart; `default` is always among them"),
                    optional(
                            "providers",
                            new ListOf(Texts.LABEL, 1, LIST_MAX),
                            "all whose zone holds the name",
                            "where it is published"),
                    required("targets", new ListOf(TARGET, 1, 64), "the CDNs that can be handed out"),
                    optional(
                            "fallbackOrder",
                            new ListOf(Texts.LABEL, 1, 64),
                            "the order of targets, edges before origins before static",
                            "who takes what configured weights cannot place; every target once"))
            .with(PER_NAME.toArray(KeyShape[]::new));

    static final Section ROOT = Section.of(
            required("apiVersion", new Choice(List.of(API_VERSION)), "version of this format"),
            required("kind", new Choice(List.of("Config")), "what this file is"),
            optional("defaults", new Section(PER_NAME), "", "for every name that does not say otherwise"),
            optional(
                    "credentials",
                    new MapOf(Texts.LABEL, new ByKind("type", credentials()), 0),
                    "",
                    "secrets, by reference only; re-read when the file changes"),
            required(
                    "providers",
                    new ListOf(new ByKind("type", ProviderLayout.kinds()), 1, LIST_MAX),
                    "DNS services that are written to"),
            optional(
                    "publish",
                    Section.of(
                            optional(
                                    "to",
                                    new Either(
                                            List.of(new ListOf(Texts.LABEL, 1, LIST_MAX), new Choice(List.of("all"))),
                                            "all, or a list of providers"),
                                    "all",
                                    "where names are published that do not say so themselves"),
                            later("acceptedBy", new Whole(1, LIST_MAX), "providers that must have accepted a plan"),
                            later("maxDivergence", Texts.DURATION, "how long providers may differ before the alarm"),
                            optional(
                                    "canaryEvery",
                                    Texts.DURATION,
                                    "5m",
                                    "between two trial writes to a provider, 10s to 1h; 30s at most while they fail")),
                    "",
                    "how plans reach the providers"),
            optional(
                    "regions",
                    new MapOf(Texts.LABEL, REGION, 0),
                    "{ default: {} }",
                    "groups of users; `default` is everybody else and always exists"),
            required("cdns", new ListOf(CDN, 1, LIST_MAX), "the CDNs"),
            required("vantages", new ListOf(VANTAGE, 1, 1000), "the places that look"),
            optional(
                    "controlGroup",
                    new ListOf(Texts.HTTP_URL, 1, 32),
                    "",
                    "URLs that a vantage must be able to see to be believed"),
            required("probes", new MapOf(Texts.LABEL, ProbeLayout.PROBE, 1), "the checks"),
            required("names", new ListOf(NAME, 1, NAMES_MAX), "the DNS names that are steered"),
            optional(
                    "safetyRules",
                    new ListOf(SafetyRuleReader.SHAPE, 0, LIST_MAX),
                    "",
                    "the operator's own, beside the [built-in ones](safety-rules.md), which are always asked"),
            later("signals", new MapOf(Texts.LABEL, LaterLayout.SIGNAL, 0), "numbers from other systems"),
            later(
                    "notifications",
                    new ListOf(new ByKind("type", LaterLayout.notifications()), 0, LIST_MAX),
                    "who is told"),
            later("access", LaterLayout.ACCESS, "who may do what"),
            later("drills", new ListOf(new ByKind("kind", LaterLayout.drills()), 0, LIST_MAX), "exercises"));

    private Layout() {}

    private static Map<String, Section> credentials() {
        Map<String, Section> kinds = new LinkedHashMap<>();
        KeyShape type = required("type", Texts.LABEL, "where the secret is");
        kinds.put("file", Section.of(type, required("path", Texts.SECRET_PATH, "the file that holds the secret")));
        kinds.put(
                "aws-web-identity",
                Section.of(type, required("roleArn", Texts.ANY, "the role to assume; not built yet")));
        return kinds;
    }
}
