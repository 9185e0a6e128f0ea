package dev.trimtab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.config.Reading;
import dev.trimtab.core.loop.WhatIf;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.provider.ProviderTypes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every single failure and the shares that would follow; needs no controller. */
@Command(
        name = "whatif",
        description =
                "Every single failure of a CDN, a region of it, the origin or a provider, and the shares that would follow.")
final class WhatIfCommand extends OfflineCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The configuration.")
    Path file = Path.of("trimtab.yaml");

    @Option(names = "--name", paramLabel = "NAME", description = "Only this name (repeatable).")
    List<String> names = new ArrayList<>();

    @Mixin
    OutputOptions options = new OutputOptions();

    @Override
    Exit run(PrintWriter out, PrintWriter err) {
        Reading.Good read = Configured.reading(file, err);
        read.warnings().forEach(err::println);
        print(rows(read.spec()), new Output(options, out));
        return Exit.OK;
    }

    private List<WhatIf.Row> rows(Spec spec) {
        List<WhatIf.Row> rows = new WhatIf(
                        spec,
                        id -> Optional.ofNullable(spec.providers().get(id))
                                .map(ProviderSpec::type)
                                .flatMap(ProviderTypes::capabilities),
                        Instant.now())
                .rows();
        List<WhatIf.Row> asked = rows.stream()
                .filter(row -> names.isEmpty()
                        || names.contains(row.name().value())
                        || names.contains(row.name().withoutDot()))
                .toList();
        if (asked.isEmpty()) {
            throw new CliFailure(Exit.NOT_FOUND, file + " has no name " + String.join(", ", names));
        }
        return asked;
    }

    private void print(List<WhatIf.Row> rows, Output output) {
        ArrayNode all = JSON.createArrayNode();
        rows.forEach(row -> all.add(json(row)));
        if (output.printed(all)) {
            return;
        }
        if (!options.noHeaders) {
            output.line("| name | fails | region | before | at once | settled | back | what to know |");
            output.line("| --- | --- | --- | --- | --- | --- | --- | --- |");
        }
        for (WhatIf.Row row : rows) {
            if (row.course().before().isEmpty()) {
                // No plan at all is the most important row of all.
                output.line("| " + row.name().withoutDot() + " | " + row.failure() + " | " + RegionId.DEFAULT
                        + " | no plan | | | | " + know(row) + " |");
            }
            boolean first = true;
            for (Map.Entry<RegionId, Shares> before : row.course().before().entrySet()) {
                output.line("| " + String.join(" | ", cells(row, before.getKey(), before.getValue(), first)) + " |");
                first = false;
            }
        }
    }

    private static List<String> cells(WhatIf.Row row, RegionId region, Shares before, boolean first) {
        Shares atOnce = in(row.course().atOnce(), region, before);
        Shares settled = in(row.course().settled(), region, before);
        return List.of(
                first ? row.name().withoutDot() : "",
                first ? row.failure().toString() : "",
                region.value(),
                before.toString(),
                atOnce.equals(before) ? "unchanged" : atOnce.toString(),
                settled.equals(atOnce)
                        ? "="
                        : settled
                                + row.settledAfter()
                                        .map(it -> " after " + shown(it))
                                        .orElse(""),
                !first || row.course().settled().equals(row.course().before())
                        ? ""
                        : row.restoredAfter().map(WhatIfCommand::shown).orElse("not by itself within a day"),
                first ? know(row) : "");
    }

    private static String know(WhatIf.Row row) {
        List<String> know = new ArrayList<>();
        if (row.ruling() instanceof Ruling.Hold hold) {
            know.add("held by `" + hold.rule() + "`: " + hold.reason());
        }
        know.addAll(row.notes());
        return String.join("; ", know).replace("|", "\\|");
    }

    private static Shares in(SortedMap<RegionId, Shares> shares, RegionId region, Shares otherwise) {
        return Optional.ofNullable(shares.get(region)).orElse(otherwise);
    }

    private static String shown(Duration duration) {
        long minutes = duration.toMinutes();
        return minutes >= 120 ? minutes / 60 + " h " + minutes % 60 + " min" : minutes + " min";
    }

    private static ObjectNode json(WhatIf.Row row) {
        ObjectNode node = JSON.createObjectNode().put("name", row.name().value());
        ObjectNode failure = node.putObject("failure");
        switch (row.failure()) {
            case WhatIf.Failure.OfCdn cdn -> {
                failure.put("kind", "cdn").put("cdn", cdn.cdn().value());
                failure.put("region", cdn.region().map(RegionId::value).orElse(null));
            }
            case WhatIf.Failure.OfOrigin origin -> failure.put("kind", "origin");
            case WhatIf.Failure.OfProvider provider ->
                failure.put("kind", "provider")
                        .put("provider", provider.provider().value());
        }
        shares(node.putObject("before"), row.course().before());
        shares(node.putObject("atOnce"), row.course().atOnce());
        shares(node.putObject("settled"), row.course().settled());
        node.put(
                "settledAfterSeconds",
                row.settledAfter().map(Duration::toSeconds).orElse(null));
        node.put(
                "restoredAfterSeconds",
                row.restoredAfter().map(Duration::toSeconds).orElse(null));
        ObjectNode ruling = node.putObject("ruling");
        switch (row.ruling()) {
            case Ruling.Allow allow -> ruling.put("result", "allow");
            case Ruling.Hold hold ->
                ruling.put("result", "hold")
                        .put("rule", hold.rule())
                        .put("reason", hold.reason())
                        .put("lifts", hold.lifts());
        }
        ArrayNode notes = node.putArray("notes");
        row.notes().forEach(notes::add);
        return node;
    }

    private static void shares(ObjectNode node, SortedMap<RegionId, Shares> shares) {
        shares.forEach((region, split) -> {
            ObjectNode bp = node.putObject(region.value());
            split.bp().forEach((cdn, share) -> bp.put(cdn.value(), share));
        });
    }
}
