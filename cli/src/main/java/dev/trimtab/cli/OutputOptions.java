package dev.trimtab.cli;

import picocli.CommandLine.Option;

/** How answers are printed. */
final class OutputOptions {
    /** The forms of an answer. */
    enum Format {
        TABLE,
        JSON,
        YAML
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json or yaml (default table).")
    Format format = Format.TABLE;

    @Option(names = "--no-headers", description = "Leave the head line of tables out.")
    boolean noHeaders;
}
