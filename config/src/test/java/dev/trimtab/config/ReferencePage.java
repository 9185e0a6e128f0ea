package dev.trimtab.config;

import dev.trimtab.config.Shape.KeyShape;
import dev.trimtab.config.Shape.Section;
import java.util.Map;

/** docs/reference/configuration.md, made from the reader's own table. */
final class ReferencePage {
    private static final String OPENING = """
            # Configuration

            One YAML file (`TRIMTAB_CONFIG`). `trimtab validate FILE` reads it as the controller does and prints every problem
            with its path and line; [config-schema.json](config-schema.json) is the same for editors. Examples:
            [small](../examples/small.yaml), [everything](../examples/trimtab.yaml).

            - Unknown keys are errors. A key that is *not built yet* is checked, named in a warning, and has no effect; a name
              that needs it is looked at and not steered, and a warning says why.
            - Durations: `500ms`, `10s`, `5m`, `2h`, `1d`. Percentages: `8%`, `12.5%`. Sizes: `256KiB`, `1MiB`, or bytes.
            - `yes`, `no`, `on` and `off` are text (YAML 1.2): the country `NO` is Norway. Only `true` and `false` are flags.
            - A secret never stands in the file: `credentials` name the file that holds it.
            - Limits: 8 MiB (a ConfigMap holds 1 MiB), one document, no tags, no merge keys (`<<`); aliases are read, within limits.
            - A change of the file is in force within two seconds, all of it or nothing. A broken, missing or empty file
              changes nothing: the last good configuration carries on, after a restart from its copy in `TRIMTAB_STATE`.
            - Names need not end in a dot. A name belongs to every provider whose zone holds it, unless it says otherwise.

            This page and the schema are made from the table that the reader itself uses; edit `Layout` and its neighbours.
            """;

    private final StringBuilder page = new StringBuilder(OPENING);

    static String text() {
        ReferencePage reference = new ReferencePage();
        reference.section("The file", "", Layout.ROOT);
        return reference.page.toString();
    }

    private void section(String title, String path, Section section) {
        page.append("\n## ")
                .append(title)
                .append("\n\n| key | form | default | meaning |\n| --- | --- | --- | --- |\n");
        section.keys().forEach(key -> row(key));
        for (KeyShape key : section.keys()) {
            if (path.isEmpty() || !key.name().equals("type")) {
                below(path.isEmpty() ? key.name() : path + "." + key.name(), key.shape());
            }
        }
    }

    private void row(KeyShape key) {
        String otherwise = switch (key.presence()) {
            case REQUIRED -> "**required**";
            case OPTIONAL -> key.otherwise();
            case LATER -> "*not built yet*";
        };
        page.append("| `")
                .append(key.name())
                .append("` | ")
                .append(form(key.shape()))
                .append(" | ");
        page.append(otherwise).append(" | ").append(key.meaning()).append(" |\n");
    }

    private void below(String path, Shape shape) {
        boolean samePlaceElsewhere =
                path.startsWith("defaults.") || path.matches("names\\[]\\.(detect|failback|quorum|limits)");
        switch (shape) {
            case Section section -> {
                if (!samePlaceElsewhere || path.startsWith("defaults.")) {
                    section("`" + path + "`", path, section);
                }
            }
            case Shape.ListOf list -> below(path + "[]", list.item());
            case Shape.MapOf map -> below(path + ".*", map.value());
            case Shape.ByKind byKind -> {
                for (Map.Entry<String, Section> kind : byKind.kinds().entrySet()) {
                    section(
                            "`" + path + "` with `" + byKind.discriminator() + ": " + kind.getKey() + "`"
                                    + (path.equals("providers[]") && !ProviderLayout.BUILT.contains(kind.getKey())
                                            ? " (not built yet)"
                                            : ""),
                            path,
                            kind.getValue());
                }
            }
            case Shape.Text text -> {}
            case Shape.Whole whole -> {}
            case Shape.Flag flag -> {}
            case Shape.Choice choice -> {}
            case Shape.AnyScalar any -> {}
            case Shape.Either either -> {}
        }
    }

    private static String form(Shape shape) {
        return switch (shape) {
            case Shape.Text text -> text.expects();
            case Shape.Whole whole -> whole.min() + " to " + whole.max();
            case Shape.Flag flag -> "`true`, `false`";
            case Shape.Choice choice -> "`" + String.join("`, `", choice.words()) + "`";
            case Shape.AnyScalar any -> any.expects();
            case Shape.ListOf list -> "list of " + (nested(list.item()) ? "maps" : form(list.item()));
            case Shape.MapOf map -> "map of " + (nested(map.value()) ? "maps" : form(map.value()));
            case Section section -> "map";
            case Shape.ByKind byKind -> "map";
            case Shape.Either either -> either.expects();
        };
    }

    private static boolean nested(Shape shape) {
        return shape instanceof Section || shape instanceof Shape.ByKind;
    }
}
