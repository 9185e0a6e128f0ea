package dev.trimtab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints answers: as they came, or as lines and aligned tables. */
final class Output {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final OutputOptions options;
    private final PrintWriter out;

    Output(OutputOptions options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Prints the answer itself when JSON or YAML was asked for, and says whether it did. */
    boolean printed(JsonNode answer) {
        try {
            switch (options.format) {
                case TABLE -> {
                    return false;
                }
                case JSON -> out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
                case YAML -> out.print(YAML.writeValueAsString(answer));
            }
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree that was read can be written", impossible);
        }
        out.flush();
        return true;
    }

    void line(String text) {
        out.println(printable(text));
        out.flush();
    }

    /** A table; the first row is its head. */
    void table(List<List<String>> rows) {
        List<List<String>> shown = options.noHeaders ? rows.subList(1, rows.size()) : rows;
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : shown) {
            for (int i = 0; i < row.size(); i++) {
                int width = printable(row.get(i)).length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        for (List<String> row : shown) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = printable(row.get(i));
                line.append(cell);
                if (i < row.size() - 1) {
                    line.append(" ".repeat(widths.get(i) - cell.length() + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    /** Basis points as percent; a dash where nothing is known. */
    static String percent(JsonNode bp) {
        if (!bp.isNumber()) {
            return "-";
        }
        int whole = bp.asInt() / 100;
        int rest = bp.asInt() % 100;
        return rest == 0 ? whole + "%" : String.format(java.util.Locale.ROOT, "%d.%02d%%", whole, rest);
    }

    static String text(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? "-" : value.asText();
    }

    /** What came over the network does not steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
