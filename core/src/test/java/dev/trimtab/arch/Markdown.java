package dev.trimtab.arch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page of documentation must keep: one title, and links that lead somewhere. */
final class Markdown {
    private static final Pattern FENCE = Pattern.compile("^\\s*(?:```|~~~).*");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("(?:https?|mailto):.*");
    private static final Pattern HEADING = Pattern.compile("^#{1,6}\\s+(.*)");

    /** A line of prose, outside of code. */
    private record Line(int number, String text) {}

    private Markdown() {}

    static void check(Path root, Path page, List<String> lines, BiConsumer<Integer, String> found) throws IOException {
        List<Line> prose = prose(lines);
        long titles =
                prose.stream().filter(line -> line.text().startsWith("# ")).count();
        if (titles != 1) {
            found.accept(0, titles + " titles (# ), should be 1");
        }
        for (Line line : prose) {
            Matcher link = LINK.matcher(CODE.matcher(line.text()).replaceAll("``"));
            while (link.find()) {
                if (!ELSEWHERE.matcher(link.group(1)).matches() && !leads(root, page, link.group(1))) {
                    found.accept(line.number(), "a link that leads nowhere: " + link.group(1));
                }
            }
        }
    }

    private static boolean leads(Path root, Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || !target.startsWith(root.normalize())) {
            return false;
        }
        return parts.length == 1 || anchors(target).contains(parts[1]);
    }

    /** As GitHub makes them. */
    private static List<String> anchors(Path page) throws IOException {
        List<String> anchors = new ArrayList<>();
        for (Line line : prose(Files.readAllLines(page))) {
            Matcher heading = HEADING.matcher(line.text());
            if (heading.matches()) {
                anchors.add(heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\- _]", "")
                        .replace(' ', '-'));
            }
        }
        return anchors;
    }

    private static List<Line> prose(List<String> lines) {
        List<Line> prose = new ArrayList<>();
        boolean code = false;
        for (int i = 0; i < lines.size(); i++) {
            if (FENCE.matcher(lines.get(i)).matches()) {
                code = !code;
            } else if (!code) {
                prose.add(new Line(i + 1, lines.get(i)));
            }
        }
        return prose;
    }
}
