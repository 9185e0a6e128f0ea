package dev.trimtab.config;

import static dev.trimtab.config.Shape.KeyShape.optional;
import static dev.trimtab.config.Shape.KeyShape.required;

import dev.trimtab.config.Shape.Either;
import dev.trimtab.config.Shape.Flag;
import dev.trimtab.config.Shape.KeyShape;
import dev.trimtab.config.Shape.ListOf;
import dev.trimtab.config.Shape.MapOf;
import dev.trimtab.config.Shape.Section;
import dev.trimtab.config.Shape.Whole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sections whose form is settled and whose work is not built yet: checked, warned about, without effect. */
final class LaterLayout {
    private static final ListOf WORDS = new ListOf(Texts.ANY, 0, Layout.LIST_MAX);
    private static final Either LIMIT =
            new Either(List.of(new Whole(0, Long.MAX_VALUE), Texts.ANY), "a whole number, a percentage or a duration");

    static final Section SIGNAL = Section.of(
            required("prometheus", Texts.HTTP_URL, "the server"),
            required("query", Texts.ANY, "PromQL for one number"));

    static final Section ACCESS = Section.of(
            optional(
                    "oidc",
                    Section.of(
                            required("issuer", Texts.HTTP_URL, "the identity provider"),
                            optional("keyCacheMax", Texts.DURATION, "", "how long its keys are believed without it"),
                            optional("groupsClaim", Texts.ANY, "", "the claim that holds groups"),
                            optional("roles", new MapOf(Texts.LABEL, Texts.LABEL, 0), "", "group to role")),
                    "",
                    "sign-in"),
            optional(
                    "breakGlass",
                    Section.of(
                            required("accounts", WORDS, "sealed accounts"),
                            optional("window", Texts.DURATION, "", "how long they are open"),
                            optional("notify", WORDS, "", "who is told")),
                    "",
                    "when the identity provider is down"));

    private static final Section SCHEDULE = Section.of(
            required("cron", Texts.ANY, "when"),
            optional("timezone", Texts.ANY, "", "of the times"),
            optional("allowed", WORDS, "", "windows"),
            optional("blockedDates", WORDS, "", "days off"),
            optional("jitter", Texts.DURATION, "", "random delay"));

    private static final List<KeyShape> DRILL = List.of(
            required("name", Texts.LABEL, "its name"),
            required("kind", Texts.LABEL, "what is exercised"),
            required("of", Texts.DNS_NAME, "the name"),
            optional("schedule", SCHEDULE, "", "when it runs"));

    private LaterLayout() {}

    static Map<String, Section> notifications() {
        KeyShape name = required("name", Texts.LABEL, "its name");
        KeyShape type = required("type", Texts.LABEL, "what it is");
        KeyShape events = required("events", WORDS, "which events");
        KeyShape secret = required("secret", Texts.SECRET_PATH, "file with the key or URL");
        Map<String, Section> kinds = new LinkedHashMap<>();
        kinds.put("pagerduty", Section.of(name, type, secret, events));
        kinds.put("slack", Section.of(name, type, secret, events));
        kinds.put(
                "cloudevents",
                Section.of(
                        name,
                        type,
                        required("url", Texts.HTTP_URL, "where they are posted"),
                        optional("hmacSecret", Texts.SECRET_PATH, "", "file with the key that signs them"),
                        events));
        return kinds;
    }

    static Map<String, Section> drills() {
        Section common = new Section(DRILL);
        Map<String, Section> kinds = new LinkedHashMap<>();
        kinds.put(
                "shadow",
                common.with(required(
                        "inject",
                        Section.of(
                                required("cdn", Texts.LABEL, "which CDN"),
                                required("fault", Texts.LABEL, "which fault")),
                        "what is played")));
        kinds.put("live-drain", common.with(drain(), approvals(), stopWhen(), objectives()));
        return kinds;
    }

    private static KeyShape drain() {
        Section drain = Section.of(
                required("cdn", Texts.LABEL, "which CDN"),
                optional("regions", new ListOf(Texts.LABEL, 1, Layout.LIST_MAX), "", "where"),
                optional("ramp", new ListOf(new Whole(1, 100), 1, 20), "", "percent, step by step"),
                optional("hold", Texts.DURATION, "", "how long it stays out"),
                optional("max", Texts.DURATION, "", "end in any case"));
        return required("drain", drain, "what is drained");
    }

    private static KeyShape approvals() {
        Section approvals = Section.of(
                required("required", new Whole(0, 10), "how many"),
                optional("excludeRequester", new Flag(), "", "not by the one who asks"),
                optional("expireAfter", Texts.DURATION, "", "how long they hold"));
        return optional("approvals", approvals, "", "who must agree");
    }

    private static KeyShape stopWhen() {
        Section fact = Section.of(
                required("fact", Texts.LABEL, "of the closed list of facts"),
                optional("atLeast", LIMIT, "", "holds below"),
                optional("atMost", LIMIT, "", "holds above"),
                optional("of", Texts.LABEL, "", "what a percentage is of"),
                optional("for", Texts.DURATION, "", "how long it must be so"));
        return optional("stopWhen", new ListOf(fact, 0, 32), "", "facts that end it");
    }

    private static KeyShape objectives() {
        Section objectives = Section.of(
                optional("detect", Texts.DURATION, "", "fault to verdict"),
                optional("decide", Texts.DURATION, "", "verdict to plan"),
                optional("apply", Texts.DURATION, "", "plan to accepted write"),
                optional("propagated95", Texts.DURATION, "", "write to 95 % of the resolvers"),
                optional("restore", Texts.DURATION, "", "end to the shares from before"));
        return optional("objectives", objectives, "", "times to hold");
    }
}
