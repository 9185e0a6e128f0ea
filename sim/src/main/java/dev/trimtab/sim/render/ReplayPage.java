package dev.trimtab.sim.render;

import dev.trimtab.sim.replay.Expectations;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Run;
import dev.trimtab.sim.replay.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Results as one page that stands alone: well-formed XHTML with plots as SVG, no script, nothing fetched. Its own policy
 * admits its one style sheet by hash and nothing else.
 */
public final class ReplayPage {
    private static final String STYLE = style();

    private ReplayPage() {}

    /**
     * A run and what it is compared with.
     *
     * @param references the same script through the policies of comparison
     */
    public record Section(Replays.Result result, List<Replays.Result> references) {
        public Section {
            references = List.copyOf(references);
        }

        String title() {
            return result.variant().map(name -> result.id() + "/" + name).orElse(result.id());
        }
    }

    public static String of(List<Section> sections) {
        Markup out = new Markup();
        out.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").line();
        out.open("head").empty("meta", "charset", "utf-8");
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        out.empty("meta", "name", "color-scheme", "content", "light dark");
        out.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'sha256-" + hash(STYLE) + "'; base-uri 'none'; form-action 'none'");
        out.element("title", title(sections)).element("style", STYLE).close().line();
        out.open("body").line();
        if (sections.size() > 1) {
            contents(out, sections);
        }
        for (int i = 0; i < sections.size(); i++) {
            section(out, sections.get(i), i + 1);
        }
        out.close().close().line();
        return "<!DOCTYPE html>\n" + out;
    }

    private static String title(List<Section> sections) {
        return sections.size() == 1
                ? "Replay of " + sections.get(0).title()
                : "Replays of " + sections.size() + " incidents";
    }

    private static void contents(Markup out, List<Section> sections) {
        out.element("h1", title(sections)).open("nav").open("ol");
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            out.open("li").element("a", section.title(), "href", "#run-" + (i + 1));
            out.text(": " + section.result().policy() + ", " + passed(section.result()) + " expectations pass")
                    .close();
        }
        out.close().close().line();
    }

    private static void section(Markup out, Section section, int number) {
        Script script = section.result().run().script();
        Clock clock = new Clock(script.t0(), script.length());
        out.open("section", "id", "run-" + number, "aria-labelledby", "run-" + number + "-h");
        out.element("h2", section.title(), "id", "run-" + number + "-h");
        out.element("p", script.title(), "class", "lead");
        out.element(
                "p",
                script.t0() + ", " + Clock.offset(script.length()) + ", a look every "
                        + Clock.offset(script.step()) + "; decided by "
                        + section.result().policy()
                        + ". Times are UTC.");
        scores(out, section);
        new RunPlots(section.result().run(), clock, "p" + number).draw(out);
        writes(out, section.result().run(), clock);
        alarms(out, section.result().run(), clock);
        expectations(out, section.result());
        RunTable.draw(out, section.result().run(), clock);
        out.close().line();
    }

    private static void scores(Markup out, Section section) {
        head(
                out.element("h3", "Score"),
                "policy",
                "bad user-minutes",
                "relief of 90 %",
                "DNS writes",
                "false moves",
                "peak origin load",
                "invariant broken",
                "expectations");
        score(out, section.result(), "own");
        section.references().forEach(reference -> score(out, reference, ""));
        foot(out);
    }

    private static void score(Markup out, Replays.Result result, String row) {
        Run.Score score = result.score();
        row(
                out,
                row,
                result.policy(),
                String.format(Locale.ROOT, "%.1f", score.badUserMinutes()),
                score.relief90Minutes() < 0 ? "never" : String.format(Locale.ROOT, "%.1f min", score.relief90Minutes()),
                "" + score.dnsWrites(),
                "" + score.falseMoves(),
                String.format(Locale.ROOT, "%.0f %% of its cap", 100 * score.peakOriginLoadRatio()),
                String.format(Locale.ROOT, "%.0f min", score.invariantBrokenMinutes()),
                passed(result));
    }

    private static String passed(Replays.Result result) {
        return result.expectations().stream()
                        .filter(one -> one.outcome() == Expectations.Outcome.PASS)
                        .count()
                + " of " + result.expectations().size();
    }

    private static void writes(Markup out, Run run, Clock clock) {
        List<Write> writes = Write.all(run);
        out.element("h3", "DNS writes");
        if (writes.isEmpty()) {
            out.element("p", "None: DNS stayed as it was.");
            return;
        }
        head(out, "no.", "time", "offset", "what changed", "why");
        for (Write write : writes) {
            row(
                    out,
                    "",
                    "" + write.number(),
                    clock.shown(write.seconds()),
                    Clock.offset(write.seconds()),
                    write.change(),
                    write.why());
        }
        foot(out);
    }

    private static void alarms(Markup out, Run run, Clock clock) {
        List<Run.Step> alarmed = run.steps().stream()
                .filter(step -> !step.decided().alarms().isEmpty())
                .toList();
        if (alarmed.isEmpty()) {
            return;
        }
        head(out.element("h3", "Alarms"), "time", "offset", "alarm");
        for (Run.Step step : alarmed) {
            row(
                    out,
                    "",
                    clock.shown(step.at()),
                    Clock.offset(step.at()),
                    String.join(", ", step.decided().alarms()));
        }
        foot(out);
    }

    private static void expectations(Markup out, Replays.Result result) {
        out.element("h3", "Expectations");
        if (result.expectations().isEmpty()) {
            out.element("p", "The script has none.");
            return;
        }
        head(out, "line", "rule", "expected", "result", "found");
        for (Expectations.Result one : result.expectations()) {
            String word = one.outcome().name().toLowerCase(Locale.ROOT);
            row(out, word, "" + one.line(), one.rule(), one.expected(), word, one.detail());
        }
        foot(out);
    }

    static void head(Markup out, String... columns) {
        out.open("div", "class", "wide", "tabindex", "0")
                .open("table")
                .open("thead")
                .open("tr");
        for (String column : columns) {
            out.element("th", column, "scope", "col");
        }
        out.close().close().open("tbody").line();
    }

    static void row(Markup out, String kind, String... cells) {
        out.open("tr", "class", kind);
        for (String cell : cells) {
            out.element("td", cell);
        }
        out.close().line();
    }

    static void foot(Markup out) {
        out.close().close().close().line();
    }

    private static String style() {
        try (InputStream in = ReplayPage.class.getResourceAsStream("/dev/trimtab/sim/render/page.css")) {
            if (in == null) {
                throw new IllegalStateException("the page's style sheet is missing");
            }
            String style = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!Markup.escaped(style).equals(style)) {
                throw new IllegalStateException("browsers do not undo escapes inside of a style sheet");
            }
            return style;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Of the text as a browser sees it: the sheet uses no character that would be escaped. */
    private static String hash(String style) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
