package dev.trimtab.sim.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.sim.engine.Conduct;
import dev.trimtab.sim.engine.EnginePolicy;
import dev.trimtab.sim.replay.Library;
import dev.trimtab.sim.replay.References;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReplayPageTest {
    private static final String ATTACK = "</title><script>alert(1)</script>\"'&amp;&#x1;\\u0001";

    @Test
    void a_page_is_well_formed_stands_alone_and_shows_every_write_with_its_reason() throws Exception {
        Script script = script("fastly-2021-06-08", text -> text);
        Replays.Result engine = Replays.run(script, Optional.empty(), EnginePolicy.under(Conduct.DEFAULT));
        Replays.Result naive = Replays.run(script, Optional.empty(), References.NAIVE);
        String page = ReplayPage.of(List.of(new ReplayPage.Section(engine, List.of(naive))));

        Document document = parsed(page);
        int writes = engine.score().dnsWrites();
        int plots = 3;
        assertThat(writes).isPositive();
        assertThat(elements(document, "g").stream()
                        .filter(g -> g.getAttribute("class").equals("write")))
                .hasSize(writes * plots);
        assertThat(page).contains("a is unhealthy").contains("12.8").contains("% of its cap");
        assertThat(rows(document)).contains("" + writes);
        assertThat(engine.expectations())
                .allSatisfy(
                        one -> assertThat(page).contains(Markup.escaped(one.expected()), Markup.escaped(one.detail())));
        assertThat(page)
                .doesNotContain("<script", "<link", "<img", " href=\"http", " src=", "url(", "@import", "style=\"");
        for (Element plot : elements(document, "svg")) {
            assertThat(plot.getAttribute("role")).isEqualTo("img");
            for (String label : plot.getAttribute("aria-labelledby").split(" ")) {
                assertThat(elements(plot, label.endsWith("-t") ? "title" : "desc")
                                .get(0)
                                .getTextContent())
                        .isNotBlank();
            }
        }
        assertThat(elements(document, "svg").stream()
                        .flatMap(plot -> elements(plot, "title").stream())
                        .map(title -> title.getAttribute("id"))
                        .filter(id -> !id.isEmpty())
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void regions_that_differ_have_plots_of_their_own() throws Exception {
        Script script = read("""
                replay: 1
                id: small
                t0: 2025-01-01T00:00:00Z
                length: 40m
                step: 60s
                seed: 7
                cast:
                  regions: {eu: .75, af: .25}
                  targets:
                    A: {role: cdn, weight: 80, cap: 1.5, hit: .9}
                    B: {role: cdn, weight: 20, cap: 1.5, hit: .8}
                world: {follow: [[0s, 0], [60s, 1]]}
                baseline: {fail: 0}
                events:
                  - {t: [10m, 30m], where: {target: A, region: af}, fail: 1, ev: invented}
                """);
        Replays.Result nothing = Replays.run(script, Optional.empty(), References.NOTHING);
        Replays.Result naive = Replays.run(script, Optional.empty(), References.NAIVE);

        assertThat(sharePlots(nothing)).containsExactly("Shares of answers, all regions");
        assertThat(sharePlots(naive))
                .hasSizeGreaterThan(1)
                .anySatisfy(title -> assertThat(title).contains("af"));
    }

    @Test
    void a_stranger_s_script_cannot_put_elements_into_the_page() throws Exception {
        String quoted = "\"" + ATTACK.replace("\"", "\\\"") + "\"";
        Script script = script(
                "gclb-2021-11-16",
                text -> text.replaceFirst("title: .*", "title: " + esc(quoted))
                        .replaceFirst("vendor: google-cloud", "vendor: " + esc(quoted))
                        .replaceFirst("rule: R3}", "rule: " + esc(quoted) + "}"));
        Replays.Result result = Replays.run(script, Optional.empty(), References.NAIVE);

        String page = ReplayPage.of(
                List.of(new ReplayPage.Section(result, List.of()), new ReplayPage.Section(result, List.of())));
        Document document = parsed(page);

        assertThat(page).doesNotContain("<script");
        assertThat(elements(document, "script")).isEmpty();
        assertThat(script.title()).contains("<script>alert(1)</script>");
        assertThat(elements(document, "p").stream().map(Element::getTextContent))
                .contains(script.title().replace('\u0001', '\uFFFD'));
        assertThat(elements(document, "section")).hasSize(2);
        assertThat(elements(document, "a")).hasSize(2);
    }

    private static String esc(String replacement) {
        return java.util.regex.Matcher.quoteReplacement(replacement);
    }

    private static List<String> sharePlots(Replays.Result result) throws Exception {
        Document document = parsed(ReplayPage.of(List.of(new ReplayPage.Section(result, List.of()))));
        return elements(document, "svg").stream()
                .map(plot -> elements(plot, "title").get(0).getTextContent())
                .filter(title -> title.startsWith("Shares"))
                .toList();
    }

    private static List<String> rows(Document document) {
        return elements(document, "td").stream().map(Element::getTextContent).toList();
    }

    private static List<Element> elements(Document in, String name) {
        return listed(in.getElementsByTagName(name));
    }

    private static List<Element> elements(Element in, String name) {
        return listed(in.getElementsByTagName(name));
    }

    private static List<Element> listed(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** Without the HTML doctype: an XML reader would look for its subset. */
    private static Document parsed(String page) throws Exception {
        assertThat(page).startsWith("<!DOCTYPE html>\n");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.substring(page.indexOf('\n') + 1))));
    }

    private static Script script(String id, java.util.function.UnaryOperator<String> changed) {
        return read(changed.apply(Library.script(id).orElseThrow()));
    }

    private static Script read(String yaml) {
        return switch (ScriptReader.read(yaml)) {
            case ScriptReader.Read read -> read.script();
            case ScriptReader.Unreadable unreadable -> throw new AssertionError(unreadable.problems());
        };
    }
}
